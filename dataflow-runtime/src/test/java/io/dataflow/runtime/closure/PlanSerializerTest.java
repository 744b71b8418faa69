package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.io.TextFiles;
import java.beans.PropertyChangeSupport;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.management.BadStringOperationException;
import javax.naming.CompositeName;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanSerializerTest {
    private static final ClassLoader LOADER = PlanSerializerTest.class.getClassLoader();

    @TempDir
    Path folder;

    enum Color {
        RED {
            @Override
            int code() {
                return 7;
            }
        };

        abstract int code();
    }

    record Plan(String name, Object payload) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private static final class Hostile implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("read\nme not");
        }
    }

    private record Link(Link next) implements Serializable {
        private static final long serialVersionUID = 1L;

        private static Link chain(int length) {
            Link link = null;
            for (int i = 0; i < length; i++) {
                link = new Link(link);
            }
            return link;
        }
    }

    @Test
    void lambdas_and_method_references_come_back() throws Exception {
        int offset = 3;
        Fn1<Integer, Integer> lambda = value -> value + offset;
        Fn1<String, Integer> reference = String::length;
        Fn2<Integer, Integer, Integer> sum = Integer::sum;

        assertThat(copy(lambda, Fn1.class)).isInstanceOf(Fn1.class);
        @SuppressWarnings("unchecked")
        Fn1<Integer, Integer> lambdaCopy = copy(lambda, Fn1.class);
        @SuppressWarnings("unchecked")
        Fn1<String, Integer> referenceCopy = copy(reference, Fn1.class);
        @SuppressWarnings("unchecked")
        Fn2<Integer, Integer, Integer> sumCopy = copy(sum, Fn2.class);

        assertThat(lambdaCopy.apply(4)).isEqualTo(7);
        assertThat(referenceCopy.apply("four")).isEqualTo(4);
        assertThat(sumCopy.apply(4, 5)).isEqualTo(9);
    }

    @Test
    @SuppressWarnings("unchecked")
    void one_method_reference_comes_back_for_each_of_its_types() throws Exception {
        Fn1<List<String>, String> ofTexts = List::toString;
        Fn1<ArrayList<Integer>, Object> ofNumbers = List::toString;
        Fn1<Object, String> text = String::valueOf;
        Fn1<Integer, String> number = String::valueOf;
        List<Object> captured = new ArrayList<>(List.of(1, 2));
        Fn1<Object, Boolean> contains = captured::contains;
        Fn1<String, Boolean> containsText = captured::contains;

        Fn1<Object, Object> ofNumbersCopy = copy(ofNumbers, Fn1.class);

        assertThat(copy(ofTexts, Fn1.class)).isNotNull();
        assertThat(ofNumbersCopy.apply(new ArrayList<>(List.of(1)))).isEqualTo("[1]");
        assertThatThrownBy(() -> ofNumbersCopy.apply(List.of(1))).isInstanceOf(ClassCastException.class);
        Fn1<Object, Object> textCopy = copy(text, Fn1.class);
        Fn1<Object, Object> numberCopy = copy(number, Fn1.class);
        assertThat(textCopy.apply('c')).isEqualTo("c");
        assertThat(numberCopy.apply(7)).isEqualTo("7");
        assertThatThrownBy(() -> numberCopy.apply('c')).isInstanceOf(ClassCastException.class);
        Fn1<Object, Object> containsCopy = copy(contains, Fn1.class);
        Fn1<Object, Object> containsTextCopy = copy(copy(containsText, Fn1.class), Fn1.class);
        assertThat(containsCopy.apply(2)).isEqualTo(true);
        assertThat(containsTextCopy.apply("2")).isEqualTo(false);
        assertThatThrownBy(() -> containsTextCopy.apply(2)).isInstanceOf(ClassCastException.class);
    }

    @Test
    void plain_values_of_the_jdk_come_back() {
        List<Object> values = new ArrayList<>(Arrays.asList(
                null,
                1,
                2L,
                'c',
                1.5,
                true,
                "text",
                new int[] {1},
                new String[][] {{"a"}},
                new BigDecimal("1.50"),
                RoundingMode.UP,
                Instant.EPOCH,
                LocalDate.of(2026, 1, 2),
                ZoneId.of("Europe/Berlin"),
                TimeZone.getTimeZone("Europe/Berlin"),
                new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT),
                Locale.ROOT,
                UUID.fromString("0-0-0-0-1"),
                URI.create("file:/x"),
                new File("x"),
                BitSet.valueOf(new long[] {5}),
                TimeUnit.DAYS,
                StandardOpenOption.READ,
                Color.RED,
                EnumSet.of(Color.RED),
                List.of(1, 2),
                Map.of("a", 1),
                new TreeMap<>(Map.of("a", 1)),
                new LinkedHashMap<>(Map.of("a", 1)),
                new ConcurrentHashMap<>(Map.of("a", 1)),
                int.class,
                void.class,
                String[].class,
                Plan.class,
                new java.sql.Date(0)));

        assertThat(copy(new Plan("values", values), Plan.class).payload())
                .usingRecursiveComparison()
                .isEqualTo(values);
    }

    @Test
    void comparators_and_patterns_and_counters_are_admitted() {
        Comparator<String> comparator = Comparator.comparing((Function<String, Integer> & Serializable) String::length)
                .reversed();

        Plan plan = copy(new Plan("x", List.of(comparator, Pattern.compile("a+"), new AtomicLong(3))), Plan.class);

        assertThat(plan.payload()).asInstanceOf(LIST).hasSize(3);
        assertThat(plan.payload().toString()).contains("a+", "3");
    }

    @Test
    void large_collections_pass_the_bounds_that_their_bytes_set() {
        Map<Integer, Integer> map = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            map.put(i, i);
        }
        List<Object> payload = List.of(map, new ArrayList<>(map.keySet()), Set.copyOf(map.keySet()));

        assertThat(copy(new Plan("large", payload), Plan.class)).isEqualTo(new Plan("large", payload));
        assertThat(copy(new byte[1_000_000], byte[].class)).isEqualTo(new byte[1_000_000]);
    }

    @Test
    void the_classes_that_the_bytes_name_are_noted() throws Exception {
        Fn0<Color> lambda = () -> Color.RED;
        Fn1<String, Path> reference = Path::of;
        PlanSerializer serializer = new PlanSerializer();

        byte[] bytes = serializer.serialize(new Plan("x", List.of(lambda, new Hostile[0], Color.RED)));

        assertThat(bytes).isNotEmpty();
        assertThat(serializer.classes())
                .contains(Plan.class, PlanSerializerTest.class, Hostile[].class, Color.class)
                .doesNotContain(lambda.getClass());
        assertThat(reference.apply("x")).isEqualTo(Path.of("x"));
    }

    @Test
    void the_class_behind_a_method_reference_is_noted() throws Exception {
        UserCode.compile(
                folder,
                List.of(),
                "package com.acme; public class Functions { public static int twice(int x) { return 2 * x; } }",
                """
                package com.acme;
                public class References {
                    public static io.dataflow.api.function.Fn0<?> function() {
                        io.dataflow.api.function.Fn1<Integer, Integer> twice = Functions::twice;
                        return () -> twice;
                    }
                }
                """);
        try (URLClassLoader loader = UserCode.loader(folder)) {
            PlanSerializer serializer = new PlanSerializer();

            assertThat(serializer.serialize(UserCode.function0(loader, "com.acme.References")))
                    .isNotEmpty();

            assertThat(serializer.classes())
                    .extracting(Class::getName)
                    .contains("com.acme.References", "com.acme.Functions");
        }
    }

    @Test
    void what_is_not_serializable_is_an_invalid_plan() {
        assertInvalid(() -> new PlanSerializer().serialize(new Plan("x", new Object())))
                .hasMessage("The plan cannot be sent: it holds an object of type java.lang.Object, "
                        + "which is not Serializable");
    }

    @Test
    void a_plan_beyond_its_limit_is_refused_on_both_sides() {
        PlanLimits small = new PlanLimits(1_000, 500);
        byte[] bytes = new PlanSerializer().serialize(new byte[2_000]);

        assertInvalid(() -> new PlanSerializer(small).serialize(new byte[2_000]))
                .hasMessageContaining("more than the 1000 bytes that are accepted");
        assertInvalid(() -> PlanSerializer.deserialize(bytes, byte[].class, LOADER, small))
                .hasMessageContaining("at most 1000 are accepted");
    }

    @Test
    void deep_nesting_is_refused_on_both_sides() {
        byte[] bytes = new PlanSerializer().serialize(Link.chain(600));

        assertInvalid(() -> PlanSerializer.deserialize(bytes, Link.class, LOADER))
                .hasMessageContaining("nested deeper than 500 levels");
        assertInvalid(() -> new PlanSerializer().serialize(Link.chain(300_000)))
                .hasMessageContaining("nested too deeply");
        assertThat(copy(Link.chain(400), Link.class)).isNotNull();
    }

    @Test
    void a_proxy_is_refused_by_the_writer() {
        Object proxy = Proxy.newProxyInstance(
                LOADER, new Class<?>[] {Comparable.class, Serializable.class}, new PlanHandler());

        assertInvalid(() -> new PlanSerializer().serialize(new Plan("x", proxy)))
                .hasMessageContaining("java.lang.reflect.Proxy")
                .hasMessageContaining("java.lang.Comparable");
    }

    private static final class PlanHandler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return null;
        }
    }

    @Test
    void a_proxy_is_refused_by_the_reader() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeUTF("here");
            out.writeObject(Proxy.newProxyInstance(
                    LOADER, new Class<?>[] {Comparable.class, Serializable.class}, new PlanHandler()));
        }

        assertInvalid(() -> PlanSerializer.deserialize(bytes.toByteArray(), Object.class, LOADER))
                .hasMessageContaining("java.lang.reflect.Proxy is not allowed");
    }

    @Test
    void classes_of_the_jdk_that_are_no_values_are_refused_by_name() throws Exception {
        List<Object> refused = List.of(
                new URL("http://localhost/"),
                new InetSocketAddress(0),
                new CompositeName("x"),
                new PropertyChangeSupport("x"),
                new BadStringOperationException("x"),
                new java.rmi.RemoteException("x"),
                new javax.swing.event.EventListenerList(),
                new java.security.SecureRandom());

        for (Object object : refused) {
            byte[] bytes = new PlanSerializer().serialize(new Plan("x", object));

            assertInvalid(() -> PlanSerializer.deserialize(bytes, Plan.class, LOADER))
                    .hasMessageStartingWith("The plan is refused: class ")
                    .hasMessageEndingWith(" is not allowed in a plan");
        }
    }

    @Test
    void an_array_that_claims_more_than_the_bytes_hold_is_refused_before_it_is_made() {
        byte[] bytes = new PlanSerializer().serialize(new long[0]);
        byte[] claiming = bytes.clone();
        claiming[claiming.length - 4] = 0x7f;

        assertInvalid(() -> PlanSerializer.deserialize(claiming, long[].class, LOADER))
                .hasMessageContaining("claims an array of 2130706432 elements");
    }

    @Test
    void a_missing_class_is_named_with_the_remedy() throws Exception {
        UserCode.compile(folder, List.of(), UserCode.NUMBERS, UserCode.WORDS, UserCode.PROGRAM);
        try (URLClassLoader loader = UserCode.loader(folder)) {
            byte[] bytes = new PlanSerializer().serialize(UserCode.function(loader, 1));

            assertInvalid(() -> PlanSerializer.deserialize(bytes, Fn1.class, LOADER))
                    .hasMessageStartingWith("The plan uses class com.acme.job.")
                    .hasMessageContaining("not in the code that came with it")
                    .hasMessageContaining("class path of the workers");
        }
    }

    @Test
    void another_version_of_the_class_that_wrote_a_lambda_is_explained() throws Exception {
        Path before = UserCode.compile(
                folder.resolve("before"), List.of(), UserCode.NUMBERS, UserCode.WORDS, UserCode.PROGRAM);
        Path after = UserCode.compile(
                folder.resolve("after"),
                List.of(),
                UserCode.NUMBERS,
                UserCode.WORDS,
                "package com.acme.job; public final class Program {}");
        try (URLClassLoader first = UserCode.loader(before);
                URLClassLoader second = UserCode.loader(after)) {
            byte[] bytes = new PlanSerializer().serialize(UserCode.function(first, 1));

            assertInvalid(() -> PlanSerializer.deserialize(bytes, Fn1.class, second))
                    .hasMessageContaining("the workers have another version of its class");
        }
    }

    @Test
    void a_read_method_that_throws_is_an_invalid_plan_in_one_line() {
        byte[] bytes = new PlanSerializer().serialize(new Hostile());

        assertInvalid(() -> PlanSerializer.deserialize(bytes, Hostile.class, LOADER))
                .hasMessageContaining("java.lang.IllegalStateException: read me not");
    }

    @Test
    void something_else_than_expected_is_refused() {
        byte[] bytes = new PlanSerializer().serialize("text");

        assertThatThrownBy(() -> PlanSerializer.deserialize(bytes, Integer.class, LOADER))
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INTERNAL))
                .hasMessageContaining("holds a java.lang.String where a java.lang.Integer was expected");
    }

    @Test
    void bytes_that_end_early_or_are_no_plan_are_called_damaged() {
        byte[] bytes = new PlanSerializer().serialize("text");

        for (byte[] damaged : List.of(Arrays.copyOf(bytes, bytes.length - 1), new byte[0], new byte[20])) {
            assertThatThrownBy(() -> PlanSerializer.deserialize(damaged, String.class, LOADER))
                    .isInstanceOfSatisfying(
                            DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INTERNAL))
                    .hasMessageStartingWith("The bytes of the plan are damaged: ");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damaged_bytes_end_in_a_result_or_a_typed_failure(long seed) {
        Random random = new Random(seed);
        int offset = random.nextInt();
        Fn1<Integer, Integer> lambda = value -> value + offset;
        byte[] bytes = new PlanSerializer()
                .serialize(new Plan("plan", List.of(lambda, Set.of("a"), Map.of("k", 1), new int[9], Color.RED)));
        for (int round = 0; round < 500; round++) {
            byte[] damaged =
                    Arrays.copyOf(bytes, random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length);
            for (int i = 0; i <= random.nextInt(3) && damaged.length > 0; i++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }

            Throwable failure = catchThrowable(() -> PlanSerializer.deserialize(damaged, Plan.class, LOADER));

            assertThat(failure).satisfiesAnyOf(thrown -> assertThat(thrown).isNull(), thrown -> assertThat(thrown)
                    .isInstanceOf(DataflowException.class));
        }
    }

    @Test
    void another_release_of_dataflow_is_named_with_where_both_are_from() {
        byte[] bytes = new PlanSerializer().serialize(new Plan("x", TextFiles.of("file")));
        byte[] name = TextFiles.class.getName().getBytes(StandardCharsets.US_ASCII);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(TextFiles.class.getName());
        byte[] ofAnotherRelease = bytes.clone();
        ofAnotherRelease[at + name.length] ^= 1; // the version of the class follows its name
        byte[] ofALaterRelease = bytes.clone();
        ofALaterRelease[at + name.length - 1] = 'x';

        for (byte[] other : List.of(ofAnotherRelease, ofALaterRelease)) {
            assertInvalid(() -> PlanSerializer.deserialize(other, Plan.class, LOADER))
                    .hasMessageContaining("the plan was written with Dataflow from " + EngineRelease.shortly())
                    .hasMessageContaining("and is read with Dataflow from " + EngineRelease.here())
                    .hasMessageContaining("use the same release on both sides");
        }
    }

    private static AbstractThrowableAssert<?, ?> assertInvalid(ThrowableAssert.ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(DataflowException.class, e -> assertThat(e.kind())
                .isEqualTo(FailureKind.INVALID_PLAN));
    }

    private static <T> T copy(Object object, Class<T> type) {
        return PlanSerializer.deserialize(new PlanSerializer().serialize(object), type, LOADER);
    }
}
