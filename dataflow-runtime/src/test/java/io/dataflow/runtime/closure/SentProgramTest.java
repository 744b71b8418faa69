package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.ReadInItsOwnWay;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Broadcast;
import io.dataflow.api.function.Counter;
import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.Fn1;
import io.dataflow.runtime.protocol.Parcel;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SentProgramTest {
    private static final ClassLoader LOADER = SentProgramTest.class.getClassLoader();
    private static final int MAX_COLLECTIONS = 50;

    @TempDir
    Path folder;

    record Scaled(int factor, String unit) implements Fn1<Integer, String> {
        @Override
        public String apply(Integer value) {
            return value * factor + unit;
        }
    }

    record Holding(Object held) implements Serializable {}

    static class Fixed implements Serializable {
        private static final long serialVersionUID = 1L;
        final String name = "fixed";
        final transient int counted = 1;
    }

    static final class FixedMore extends Fixed {
        private static final long serialVersionUID = 1L;
        final List<Integer> numbers = List.of(1, 2, 3);
    }

    static class Changing implements Serializable {
        private static final long serialVersionUID = 1L;
        int calls;
    }

    static final class ChangingBelow extends Changing {
        private static final long serialVersionUID = 1L;
    }

    static final class Remembering implements Serializable {
        private static final long serialVersionUID = 1L;
        final String name = "remembering";
        transient String seen = "";
    }

    static Stream<Object> immutable() {
        String text = "text";
        int number = 7;
        Fn1<Integer, Integer> inner = x -> x + number;
        return Stream.of(
                "text",
                5,
                new BigDecimal("1.5"),
                Duration.ofSeconds(1),
                LocalDate.of(2020, 1, 1),
                UUID.randomUUID(),
                Pattern.compile("a+"),
                TimeUnit.SECONDS,
                String.class,
                new int[0],
                List.of(),
                List.of(1),
                List.of(1, 2, 3),
                Set.of("a", "b"),
                Map.of("a", List.of(1), "b", List.of()),
                ValueType.of(List.class, ValueType.of(String.class)),
                new Scaled(2, "m"),
                new Holding(new Holding(null)),
                new Fixed(),
                new FixedMore(),
                (Fn1<Integer, Integer>) x -> x + 1,
                (Fn1<Integer, String>) Object::toString,
                (Fn1<Integer, String>) x -> text + number + x,
                (Fn1<Integer, Integer>) x -> inner.apply(x) + 1);
    }

    static Stream<Object> mutable() {
        int[] array = {0};
        AtomicLong atomic = new AtomicLong();
        List<Integer> list = new ArrayList<>();
        Changing changing = new Changing();
        Fn0<Integer> inner = () -> array[0]++;
        return Stream.of(
                new int[1],
                new Holding(new Object[] {"a"}),
                new ArrayList<>(List.of(1)),
                new HashMap<>(),
                Arrays.asList(1, 2),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                List.of(new ArrayList<>()),
                Map.of("a", new int[1]),
                Map.of(1, 1, 2, new BitSet()),
                new BitSet(),
                new AtomicLong(),
                new Holding(new int[1]),
                new Holding(new Holding(new AtomicLong())),
                new Changing(),
                new ChangingBelow(),
                new Remembering(),
                new ReadInItsOwnWay(),
                Counter.of("calls"),
                (Fn0<Integer>) () -> array[0]++,
                (Fn0<Long>) atomic::incrementAndGet,
                (Fn0<Boolean>) () -> list.add(1),
                (Fn0<Integer>) () -> changing.calls++,
                (Fn0<Integer>) () -> inner.apply() + 1);
    }

    @ParameterizedTest
    @MethodSource("immutable")
    void what_cannot_change_is_read_twice_at_most(Object object) {
        SentProgram<Object> sent = sent(object);

        List<Object> read = readFourTimes(sent);

        assertThat(read.get(2)).isSameAs(read.get(1));
        assertThat(read.get(3)).isSameAs(read.get(1));
    }

    @ParameterizedTest
    @MethodSource("mutable")
    void what_may_change_is_read_anew_each_time(Object object) {
        SentProgram<Object> sent = sent(object);

        List<Object> read = readFourTimes(sent);

        for (int i = 1; i < read.size(); i++) {
            assertThat(read.subList(0, i)).noneMatch(isSameAs(read.get(i)));
        }
    }

    @Test
    void counters_are_each_readings_own() {
        Counter counter = Counter.of("calls");
        SentProgram<Object> sent = sent((Fn0<Counter>) () -> counter);

        for (int i = 0; i < 4; i++) {
            List<Counter> counters = sent.read(LOADER).counters();
            assertThat(counters).hasSize(1);
            assertThat(counters.get(0).addedHere()).isZero();
            counters.get(0).increment();
        }
    }

    @Test
    void broadcast_values_come_from_the_loader_of_the_reader() {
        Broadcast<String> broadcast = Broadcast.of("value", ValueType.of(String.class));
        SentProgram<Object> sent = sent(new Holding(broadcast));

        List<Object> read = readFourTimes(sent);

        assertThat(read.get(3)).isNotSameAs(read.get(2));
    }

    @Test
    void a_program_of_many_objects_is_not_looked_through_to_its_end() {
        SentProgram<Object> sent = sent(IntStream.range(0, Immutability.MAX_OBJECTS + 1)
                .mapToObj(Holding::new)
                .toList());

        List<Object> read = readFourTimes(sent);

        assertThat(read.get(3)).isNotSameAs(read.get(2));
    }

    @Test
    void a_long_program_does_not_stay() {
        SentProgram<Object> sent = sent("x".repeat(1 << 20));

        List<Object> read = readFourTimes(sent);

        assertThat(read.get(3)).isNotSameAs(read.get(2));
    }

    @Test
    void what_was_read_by_one_loader_is_not_given_to_another() throws Exception {
        Path numbers = UserCode.compile(folder.resolve("numbers"), List.of(), UserCode.NUMBERS);
        Path job = UserCode.compile(folder.resolve("job"), List.of(numbers), UserCode.WORDS, UserCode.PROGRAM);
        List<Path> jars = List.of(
                UserCode.jar(folder.resolve("numbers.jar"), numbers), UserCode.jar(folder.resolve("job.jar"), job));
        SentProgram<Object> sent = new SentProgram<>(Parcel.serialized(words(jars)), Object.class);

        List<WeakReference<Class<?>>> classes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            classes.add(readAndForget(sent, jars));
        }

        assertThat(classes.get(0).get()).isNotSameAs(classes.get(1).get());
        sent = null;
        for (int i = 0; i < MAX_COLLECTIONS && classes.stream().anyMatch(read -> read.get() != null); i++) {
            System.gc();
        }
        assertThat(classes).allMatch(read -> read.get() == null);
    }

    private static byte[] words(List<Path> jars) throws Exception {
        try (JobClassLoader loader = new JobClassLoader("writer", jars, LOADER)) {
            Object function = loader.loadClass("com.acme.job.Program")
                    .getMethod("function", int.class)
                    .invoke(null, 10);
            return new PlanSerializer().serialize(function);
        }
    }

    /** Often enough for the objects to be shared. */
    private static WeakReference<Class<?>> readAndForget(SentProgram<Object> sent, List<Path> jars) throws Exception {
        try (JobClassLoader loader = new JobClassLoader("reader", jars, LOADER)) {
            List<Object> read = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                read.add(sent.read(loader).program());
            }
            assertThat(read.get(3)).isSameAs(read.get(2));
            return new WeakReference<>(read.get(3).getClass());
        }
    }

    private static Predicate<Object> isSameAs(Object other) {
        return object -> object == other;
    }

    private static SentProgram<Object> sent(Object object) {
        return new SentProgram<>(Parcel.serialized(new PlanSerializer().serialize(object)), Object.class);
    }

    private static List<Object> readFourTimes(SentProgram<Object> sent) {
        return Stream.generate(() -> sent.read(LOADER).program()).limit(4).toList();
    }
}
