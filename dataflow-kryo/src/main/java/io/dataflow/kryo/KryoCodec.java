package io.dataflow.kryo;

import com.esotericsoftware.kryo.kryo5.Serializer;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Fn0;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Encodes plain Java classes, field by field, where writing a codec by hand is not worth it:
 *
 * <pre>{@code
 * invoices.as(Invoice.class, KryoCodec.of(Invoice.class, Line.class, Address.class)).distinct();
 * }</pre>
 *
 * <p>Only registered classes are written or made from bytes: those given here, and the JDK's common values and collections.
 * A class is known by its position, so classes are only ever added at the end. A field that is added to a class changes its
 * bytes. Kryo makes objects with their constructor without parameters, private or not, and without any constructor where
 * there is none.
 *
 * <p>Equal values have equal bytes as far as their fields do: {@code HashMap} and {@code HashSet} are written in the order
 * of their bytes, so that values with these inside may be keys. Two things to know: identity is not kept (an object that is
 * met twice comes back as two), and what contains itself or nests more than {@value Kryos#MAX_DEPTH} levels is refused.
 * There is no order to sort by.
 *
 * <p>For {@link io.dataflow.api.codec.EncodedBy} extend it, with a constructor without parameters that calls
 * {@link #KryoCodec(Class, Class...)}.
 */
public class KryoCodec<T> implements Codec<T> {
    private static final long serialVersionUID = 1L;

    /** How Kryo begins to say so. */
    private static final String UNREGISTERED = "Class is not registered: ";

    private final Class<T> type;

    /** In the order of their ids; the list itself is never changed. */
    private final ArrayList<Registration> registrations;

    /** Those not in use; as many at most as there are threads that encode at a time. */
    private transient ConcurrentLinkedQueue<Kryos> idle = new ConcurrentLinkedQueue<>();

    /** A class, and what makes its serializer if that is not Kryo's own choice. */
    record Registration(Class<?> type, @Nullable Fn0<? extends Serializer<?>> serializer) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** Of {@code type}, in whose fields values of the {@code others} may be. */
    protected KryoCodec(Class<T> type, Class<?>... others) {
        this(type, registrations(type, others));
    }

    @SuppressWarnings("NonApiType") // it is serialized
    private KryoCodec(Class<T> type, ArrayList<Registration> registrations) {
        this.type = type;
        this.registrations = registrations;
    }

    @SuppressWarnings("NonApiType") // it is serialized
    private static ArrayList<Registration> registrations(Class<?> type, Class<?>... others) {
        ArrayList<Registration> registrations = new ArrayList<>();
        registrations.add(new Registration(type, null));
        for (Class<?> other : others) {
            registrations.add(new Registration(other, null));
        }
        return registrations;
    }

    /** Of {@code type}, in whose fields values of the {@code others} may be. */
    public static <T> KryoCodec<T> of(Class<T> type, Class<?>... others) {
        return new KryoCodec<>(type, others);
    }

    /** This codec, with one class more. The serializer is made once for each thread that encodes. */
    public <C> KryoCodec<T> with(Class<C> registered, Fn0<? extends Serializer<C>> serializer) {
        Captures.check(serializer, "with");
        ArrayList<Registration> all = new ArrayList<>(registrations);
        all.add(new Registration(registered, serializer));
        return new KryoCodec<>(type, all);
    }

    @Override
    public void encode(T value, ByteOutput output) {
        Kryos kryos = take();
        try {
            kryos.write(value, output);
        } catch (RuntimeException e) {
            throw refused(value, e);
        }
        idle.add(kryos);
    }

    private static DataflowException refused(Object value, RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        int unregistered = message.indexOf(UNREGISTERED);
        String what = "cannot be encoded: " + e;
        if (unregistered >= 0) {
            String rest = message.substring(unregistered + UNREGISTERED.length());
            what = "contains a class that is not registered ("
                    + rest.lines().findFirst().orElse("?") + "); add it to KryoCodec.of(...)";
        } else if (message.contains("Max depth exceeded")) {
            what = "nests more than " + Kryos.MAX_DEPTH + " levels deep, or contains itself";
        }
        return new DataflowException(
                FailureKind.BAD_DATA, "A value of " + value.getClass().getName() + " " + what.replace('\n', ' '), e);
    }

    @Override
    public T decode(ByteInput input) {
        Kryos kryos = take();
        T value;
        try {
            value = type.cast(kryos.read(input));
        } catch (DataflowException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    "Malformed bytes: no " + type.getName() + " with the classes registered here, "
                            + e.toString().replace('\n', ' '),
                    e);
        }
        idle.add(kryos);
        if (value == null) {
            throw input.malformed("a " + type.getName() + ", not null");
        }
        return value;
    }

    /** One that failed is not used again, since it may have stopped in the middle of something. */
    private Kryos take() {
        Kryos kryos = idle.poll();
        return kryos == null ? new Kryos(type, registrations) : kryos;
    }

    private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
        input.defaultReadObject();
        idle = new ConcurrentLinkedQueue<>();
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof KryoCodec<?> that && type == that.type && registrations.equals(that.registrations);
    }

    @Override
    public final int hashCode() {
        return Objects.hash(type, registrations);
    }

    /** {@code KryoCodec of com.acme.Order}. */
    @Override
    public String toString() {
        return "KryoCodec of " + type.getName();
    }
}
