package io.dataflow.runtime.closure;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Broadcast;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a program into bytes and back. While writing it notes the classes that the bytes name; with them
 * {@link CodeFinder} finds the code that must travel along.
 *
 * <p>An instance is confined to one thread; reading needs none and is safe for use by many threads.
 */
public final class PlanSerializer {
    private final Set<Class<?>> classes = new LinkedHashSet<>();
    private final Map<String, Broadcast<?>> broadcasts = new LinkedHashMap<>();
    private final PlanLimits limits;

    public PlanSerializer() {
        this(PlanLimits.DEFAULT);
    }

    public PlanSerializer(PlanLimits limits) {
        this.limits = limits;
    }

    /** Fails with {@link FailureKind#INVALID_PLAN} when something in {@code program} cannot be written. */
    public byte[] serialize(Object program) {
        BoundedBytes bytes = new BoundedBytes(limits.sizeBytes());
        try (RecordingStream out = new RecordingStream(bytes)) {
            out.writeUTF(EngineRelease.shortly());
            out.writeObject(program);
            out.flush();
            out.addImplementations();
        } catch (NotSerializableException e) {
            throw invalid("it holds an object of type " + e.getMessage() + ", which is not Serializable", e);
        } catch (StackOverflowError e) {
            throw invalid("its objects are nested too deeply", e);
        } catch (RefusedException e) {
            throw invalid(String.valueOf(e.getMessage()), e);
        } catch (IOException | RuntimeException e) {
            throw invalid("writing it failed with " + e, e);
        }
        return bytes.toByteArray();
    }

    private static DataflowException invalid(String reason, Throwable cause) {
        return new DataflowException(
                FailureKind.INVALID_PLAN, "The plan cannot be sent: " + reason.replace('\n', ' '), cause);
    }

    /** Another class that a program names, which was not written by this. */
    public void met(Class<?> type) {
        classes.add(type);
    }

    /** The classes named by everything written so far, those behind lambdas included. */
    public Set<Class<?>> classes() {
        return Collections.unmodifiableSet(classes);
    }

    /** Broadcast values that the programs written so far use, by their ids. */
    public Map<String, Broadcast<?>> broadcasts() {
        return Collections.unmodifiableMap(broadcasts);
    }

    /** As {@link #deserialize(byte[], Class, ClassLoader)}, with the counters in it. */
    public static <T> ReadPlan<T> read(byte[] bytes, Class<T> type, ClassLoader loader) {
        PlanReader reader = new PlanReader(bytes, loader, PlanLimits.DEFAULT);
        T program = reader.read(type);
        return new ReadPlan<>(program, reader.counters());
    }

    /** {@link #deserialize(byte[], Class, ClassLoader, PlanLimits)} with the default limits. */
    public static <T> T deserialize(byte[] bytes, Class<T> type, ClassLoader loader) {
        return deserialize(bytes, type, loader, PlanLimits.DEFAULT);
    }

    /**
     * The object in {@code bytes}, its classes taken from {@code loader}. Only call it with bytes of an authenticated
     * peer: the classes of the job run code of their own while they are read. Of the JDK it admits plain values.
     */
    public static <T> T deserialize(byte[] bytes, Class<T> type, ClassLoader loader, PlanLimits limits) {
        return new PlanReader(bytes, loader, limits).read(type);
    }

    /** Something that no worker would accept. */
    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private RefusedException(String reason) {
            super(reason);
        }
    }

    private static final class BoundedBytes extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final long limitBytes;

        private BoundedBytes(long limitBytes) {
            this.limitBytes = limitBytes;
        }

        @Override
        public void write(int value) throws IOException {
            require(1);
            bytes.write(value);
        }

        @Override
        public void write(byte[] chunk, int offset, int length) throws IOException {
            require(length);
            bytes.write(chunk, offset, length);
        }

        private void require(int length) throws RefusedException {
            if (length > limitBytes - bytes.size()) {
                throw new RefusedException("it has more than the " + limitBytes
                        + " bytes that are accepted; read data from a source instead of capturing it");
            }
        }

        private byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }

    /** Notes what is written: classes as the stream names them, and the descriptions of lambdas. */
    private final class RecordingStream extends ObjectOutputStream {
        private final List<SerializedLambda> lambdas = new ArrayList<>();
        private final Set<SerializedLambda> written = Collections.newSetFromMap(new IdentityHashMap<>());

        private RecordingStream(OutputStream bytes) throws IOException {
            super(bytes);
            enableReplaceObject(true);
        }

        @Override
        protected void annotateClass(Class<?> type) {
            classes.add(type);
        }

        @Override
        protected void annotateProxyClass(Class<?> type) throws IOException {
            throw new RefusedException("it holds a java.lang.reflect.Proxy of " + List.of(type.getInterfaces())
                    + ", which workers refuse; use a class or a lambda instead");
        }

        @Override
        protected Object replaceObject(Object object) {
            if (object instanceof SerializedLambda lambda) {
                boolean first = written.add(lambda);
                if (first) {
                    lambdas.add(lambda);
                }
                return first && TypedLambda.isNeeded(lambda) ? new TypedLambda(lambda) : lambda;
            }
            if (object instanceof Broadcast<?> broadcast) {
                broadcasts.put(broadcast.id(), broadcast);
            }
            return object;
        }

        /** The stream names the class that wrote a lambda; the method behind it may be in another. */
        private void addImplementations() {
            Set<Class<?>> found = new LinkedHashSet<>();
            for (SerializedLambda lambda : lambdas) {
                String capturing = lambda.getCapturingClass().replace('/', '.');
                for (Class<?> type : classes) {
                    if (type.getName().equals(capturing)) {
                        found.add(implementation(lambda, type));
                    }
                }
            }
            classes.addAll(found);
        }

        private Class<?> implementation(SerializedLambda lambda, Class<?> capturing) {
            try {
                return Class.forName(lambda.getImplClass().replace('/', '.'), false, capturing.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                return capturing;
            }
        }
    }
}
