package io.dataflow.kryo;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.SerializerFactory;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.objenesis.strategy.StdInstantiatorStrategy;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.kryo5.serializers.ImmutableCollectionsSerializers;
import com.esotericsoftware.kryo.kryo5.util.DefaultInstantiatorStrategy;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Fn0;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A Kryo that knows the classes of one codec, with its buffers. Confined to one thread at a time. */
final class Kryos {
    /** A level takes up to a kilobyte of stack, and the smallest stacks in use have 512. */
    static final int MAX_DEPTH = 256;

    /** What is kept for the next value; a larger buffer is given back after use. */
    private static final int KEPT_BYTES = 1 << 20;

    private static final int FIRST_BYTES = 512;

    /** Written to disk and to the wire as positions: appended to, never changed. */
    private static final List<Class<?>> OF_THE_JDK = List.of(
            byte[].class,
            char[].class,
            short[].class,
            int[].class,
            long[].class,
            float[].class,
            double[].class,
            boolean[].class,
            String[].class,
            Object[].class,
            ArrayList.class,
            LinkedList.class,
            ArrayDeque.class,
            HashSet.class,
            LinkedHashSet.class,
            TreeSet.class,
            HashMap.class,
            LinkedHashMap.class,
            TreeMap.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Date.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            Instant.class,
            Duration.class,
            ZonedDateTime.class,
            OffsetDateTime.class,
            Year.class,
            YearMonth.class,
            Optional.class,
            Arrays.asList().getClass(),
            Collections.emptyList().getClass(),
            Collections.emptySet().getClass(),
            Collections.emptyMap().getClass(),
            Collections.singletonList("").getClass(),
            Collections.singleton("").getClass(),
            Collections.singletonMap("", "").getClass());

    static {
        leaveUnsafeAlone();
    }

    private final Kryo kryo = new Kryo();
    private final BoundedInput input = new BoundedInput();
    private Output output = newOutput();

    Kryos(Class<?> type, List<KryoCodec.Registration> registrations) {
        ClassLoader loader = type.getClassLoader();
        if (loader != null) {
            kryo.setClassLoader(loader);
        }
        kryo.setRegistrationRequired(true);
        kryo.setWarnUnregisteredClasses(false);
        kryo.setReferences(false);
        kryo.setMaxDepth(MAX_DEPTH);
        kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
        kryo.addDefaultSerializer(
                Object[].class, new SerializerFactory.BaseSerializerFactory<BoundedSerializers.OfArray>() {
                    @Override
                    @SuppressWarnings("rawtypes") // as Kryo declares it
                    public BoundedSerializers.OfArray newSerializer(Kryo owner, Class arrayType) {
                        return new BoundedSerializers.OfArray(owner, arrayType);
                    }
                });
        registerJdk();
        for (KryoCodec.Registration registration : registrations) {
            register(registration);
        }
    }

    /**
     * Kryo asks once, when it is loaded, whether it may use sun.misc.Unsafe. JDKs from 24 on warn of that and later ones
     * refuse it, and reflection is not much slower.
     */
    private static void leaveUnsafeAlone() {
        String property = "kryo.unsafe";
        String before = System.getProperty(property);
        if (before != null) {
            return;
        }
        System.setProperty(property, "false");
        try {
            Class.forName("com.esotericsoftware.kryo.kryo5.util.Util", true, Kryo.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new LinkageError("Kryo 5 is not complete", e);
        } finally {
            System.clearProperty(property);
        }
    }

    private void registerJdk() {
        for (Class<?> type : OF_THE_JDK) {
            if (type == HashMap.class) {
                kryo.register(type, new CanonicalSerializers.OfHashMap());
            } else if (type == HashSet.class) {
                kryo.register(type, new CanonicalSerializers.OfHashSet());
            } else if (type == UUID.class) {
                kryo.register(type, new DefaultSerializers.UUIDSerializer());
            } else if (isPlain(type, Collection.class)) {
                kryo.register(type, new BoundedSerializers.OfCollection());
            } else if (isPlain(type, Map.class)) {
                kryo.register(type, new BoundedSerializers.OfMap());
            } else {
                kryo.register(type);
            }
        }
        ImmutableCollectionsSerializers.registerSerializers(kryo);
    }

    /** Collections without order or fixed size, for which Kryo has a serializer of their kind. */
    private static boolean isPlain(Class<?> type, Class<?> kind) {
        return kind.isAssignableFrom(type)
                && List.of(ArrayList.class, LinkedList.class, LinkedHashSet.class, LinkedHashMap.class)
                        .contains(type);
    }

    private void register(KryoCodec.Registration registration) {
        if (isKnown(registration.type())) {
            return;
        }
        Fn0<? extends Serializer<?>> serializer = registration.serializer();
        if (serializer == null) {
            kryo.register(registration.type());
            return;
        }
        try {
            kryo.register(registration.type(), serializer.apply());
        } catch (Exception e) {
            throw new DataflowException(
                    FailureKind.USER_CODE,
                    "The Kryo serializer of " + registration.type().getName() + " cannot be made: " + e,
                    e);
        }
    }

    private boolean isKnown(Class<?> type) {
        return OF_THE_JDK.contains(type);
    }

    private static Output newOutput() {
        return new Output(FIRST_BYTES, ByteOutput.MAX_BYTES);
    }

    void write(Object value, ByteOutput target) {
        output.reset();
        kryo.writeClassAndObject(output, value);
        target.writeBytes(output.getBuffer(), 0, output.position());
        if (output.getBuffer().length > KEPT_BYTES) {
            output = newOutput();
        }
    }

    @Nullable
    Object read(ByteInput source) {
        int start = source.position();
        input.setBuffer(source.bytes(), start, source.remaining());
        Object value = kryo.readClassAndObject(input);
        source.skip(input.position() - start);
        return value;
    }
}
