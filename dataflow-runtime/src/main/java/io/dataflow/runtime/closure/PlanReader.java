package io.dataflow.runtime.closure;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Broadcast;
import io.dataflow.api.function.Counter;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.OptionalDataException;
import java.io.StreamCorruptedException;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the bytes of one plan through a filter, and says in one line why it cannot. Confined to one thread. */
final class PlanReader {
    private static final Map<String, Class<?>> PRIMITIVES = Map.of(
            "boolean", boolean.class,
            "byte", byte.class,
            "char", char.class,
            "short", short.class,
            "int", int.class,
            "long", long.class,
            "float", float.class,
            "double", double.class,
            "void", void.class);

    private static final String REMEDY =
            "; mention it in the program by more than its name, or put it on the class path of the workers";

    private final byte[] bytes;
    private final ClassLoader loader;
    private final PlanLimits limits;
    private final PlanFilter filter;
    private final List<Counter> counters = new ArrayList<>();
    private String writtenBy = "an unknown place";

    PlanReader(byte[] bytes, ClassLoader loader, PlanLimits limits) {
        this.bytes = bytes;
        this.loader = loader;
        this.limits = limits;
        this.filter = new PlanFilter(bytes.length, limits.depth());
    }

    <T> T read(Class<T> type) {
        if (bytes.length > limits.sizeBytes()) {
            throw invalid(
                    "it has " + bytes.length + " bytes, and at most " + limits.sizeBytes() + " are accepted", null);
        }
        Object program = readObject();
        if (!type.isInstance(program)) {
            throw new DataflowException(
                    FailureKind.INTERNAL,
                    "The plan holds "
                            + (program == null
                                    ? "nothing"
                                    : "a " + program.getClass().getName()) + " where a " + type.getName()
                            + " was expected");
        }
        return type.cast(program);
    }

    List<Counter> counters() {
        return counters;
    }

    private Object valueOf(Broadcast<?> broadcast) {
        if (loader instanceof BroadcastSource source) {
            return source.valueOf(broadcast);
        }
        throw new DataflowException(FailureKind.INTERNAL, "The loader of the plan has no values: " + loader);
    }

    private @Nullable Object readObject() {
        try (JobObjects in = new JobObjects(new ByteArrayInputStream(bytes))) {
            writtenBy = in.readUTF();
            return in.readObject();
        } catch (ClassNotFoundException e) {
            throw missing(String.valueOf(e.getMessage()), e);
        } catch (InvalidClassException e) {
            String refusal = filter.refusal();
            throw invalid(refusal == null ? e.getMessage() + clash(String.valueOf(e.classname)) : refusal, e);
        } catch (StreamCorruptedException | EOFException | UTFDataFormatException | OptionalDataException e) {
            throw new DataflowException(FailureKind.INTERNAL, "The bytes of the plan are damaged: " + e, e);
        } catch (StackOverflowError e) {
            throw invalid("its objects are nested too deeply", e);
        } catch (IOException | RuntimeException | LinkageError | InternalError e) {
            // The last is what immutable maps of the JDK throw for an odd number of keys and values.
            throw classified(e);
        }
    }

    /** Making a lambda again calls the class that wrote it, whose failures arrive wrapped. */
    private DataflowException classified(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
            return missing(String.valueOf(cause.getMessage()).replace('/', '.'), failure);
        }
        return invalid(
                "one of its objects cannot be made again, as happens when the workers have another version of its class: "
                        + cause,
                failure);
    }

    private DataflowException missing(String className, Throwable cause) {
        return new DataflowException(
                FailureKind.INVALID_PLAN,
                "The plan uses class " + className + ", which is not in the code that came with it"
                        + (SharedCode.isShared(className) ? clash(className) : REMEDY),
                cause);
    }

    /** Classes of Dataflow never travel: that they differ means that the releases do. */
    private String clash(String className) {
        return SharedCode.isShared(className) ? EngineRelease.clash(writtenBy) : "";
    }

    private static DataflowException invalid(String reason, @Nullable Throwable cause) {
        return new DataflowException(
                FailureKind.INVALID_PLAN, "The plan is refused: " + reason.replace('\n', ' '), cause);
    }

    /** Objects whose classes come from the loader of the job. */
    private final class JobObjects extends ObjectInputStream {
        private JobObjects(InputStream in) throws IOException {
            super(in);
            setObjectInputFilter(filter);
            enableResolveObject(true);
        }

        @Override
        protected Object resolveObject(Object object) {
            if (object instanceof Counter counter) {
                counters.add(counter);
            } else if (object instanceof Broadcast<?> broadcast) {
                broadcast.bind(PlanReader.this::valueOf);
            }
            return object;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
            Class<?> primitive = PRIMITIVES.get(description.getName());
            return primitive == null ? Class.forName(description.getName(), false, loader) : primitive;
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws InvalidClassException {
            throw new InvalidClassException("a java.lang.reflect.Proxy is not allowed in a plan");
        }
    }
}
