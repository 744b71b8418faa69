package io.dataflow.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.text.Text;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CodecsTest {

    record Order(long id, List<Line> lines) {}

    record Line(String name, Socket socket) {}

    record Chain(int value, @Nullable Chain next) {}

    record Maze(Optional<List<Map<String, Maze>>> ways) {}

    record Nest<T>(T value, @Nullable Nest<List<T>> inner) {}

    record Pair<A, B>(A first, B second) {}

    record Holder(Object value) {}

    record Broken(int value) {
        @Override
        public int value() {
            if (value > 0) {
                throw new IllegalStateException("no value today");
            }
            return value;
        }
    }

    record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("not positive: " + value);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // what a user's program may have
    private record Hidden(String name, int[] numbers, Object... more) {}

    sealed interface Animal permits Dog, Stray {}

    record Dog(String name) implements Animal {}

    non-sealed interface Stray extends Animal {}

    private static <T> byte[] encode(Codec<T> codec, T value) {
        ByteOutput output = new ByteOutput();
        codec.encode(value, output);
        return output.toByteArray();
    }

    private static <T> T roundTrip(TypeRef<T> type, T value) {
        Codec<T> codec = Codecs.derive(type.type());
        return codec.decode(new ByteInput(encode(codec, value)));
    }

    private static void assertFails(ThrowingCallable code, FailureKind kind, String... parts) {
        assertThatThrownBy(code)
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .message()
                .contains(parts);
    }

    @Test
    void an_unsupported_type_is_refused_with_the_way_to_it_and_a_remedy() {
        assertFails(
                () -> Codecs.check(new TypeRef<Order>() {}.type()),
                FailureKind.INVALID_PLAN,
                "CodecsTest.Order.lines -> List<CodecsTest.Line> -> CodecsTest.Line.socket: java.net.Socket cannot be encoded",
                ".as(...)");
        assertFails(
                () -> Codecs.derive(ValueType.of(InputStream.class)),
                FailureKind.INVALID_PLAN,
                "java.io.InputStream cannot be encoded");
        assertFails(
                () -> Codecs.check(new TypeRef<Map<String, Optional<Socket[]>>>() {}.type()),
                FailureKind.INVALID_PLAN,
                "Map<String, Optional<Socket[]>> -> Optional<Socket[]> -> Socket[]: java.net.Socket cannot");
    }

    @Test
    void collections_that_cannot_be_given_back_as_they_were_are_refused() {
        for (Class<?> type : List.of(ArrayDeque.class, TreeSet.class, Iterable.class, Void.class, Thread.class)) {
            assertFails(() -> Codecs.check(ValueType.of(type)), FailureKind.INVALID_PLAN, type.getName());
        }
    }

    @Test
    void a_sealed_interface_is_refused_when_one_of_its_kinds_is() {
        assertFails(
                () -> Codecs.check(ValueType.of(Animal.class)),
                FailureKind.INVALID_PLAN,
                "CodecsTest.Animal: io.dataflow.api.codec.CodecsTest$Stray cannot be encoded");
    }

    @Test
    void a_type_with_too_few_arguments_is_refused() {
        assertFails(
                () -> Codecs.check(ValueType.of(Pair.class, ValueType.of(String.class))),
                FailureKind.INVALID_PLAN,
                "has 2 type parameters, not 1");
        assertFails(
                () -> Codecs.check(ValueType.of(Map.class, ValueType.of(String.class))),
                FailureKind.INVALID_PLAN,
                "has 2 type parameters, not 1");
    }

    @Test
    void a_type_that_grows_without_end_is_refused() {
        assertFails(
                () -> Codecs.check(new TypeRef<Nest<String>>() {}.type()),
                FailureKind.INVALID_PLAN,
                "nests more than 200 types deep");
    }

    @Test
    void arguments_that_are_not_given_are_unknown() {
        Codec<Pair<Object, Object>> codec = Codecs.derive(ValueType.of(Pair.class));
        Pair<Object, Object> pair = new Pair<>(1, List.of("a", 2L));

        assertThat(codec.decode(new ByteInput(encode(codec, pair)))).isEqualTo(pair);
    }

    @Test
    void private_records_with_arrays_come_back() {
        Hidden hidden = roundTrip(new TypeRef<Hidden>() {}, new Hidden("a", new int[] {1, 2}, "x", 3L));

        assertThat(hidden.name()).isEqualTo("a");
        assertThat(hidden.numbers()).containsExactly(1, 2);
        assertThat(hidden.more()).containsExactly("x", 3L);
    }

    @Test
    void a_record_of_a_method_comes_back() {
        record Local(String name) {}

        assertThat(roundTrip(new TypeRef<List<Local>>() {}, List.of(new Local("a"))))
                .containsExactly(new Local("a"));
    }

    @Test
    void nulls_are_kept_where_something_contains_them_and_refused_on_their_own() {
        List<@Nullable String> strings = new ArrayList<>(List.of("a", "b"));
        strings.add(1, null);

        assertThat(roundTrip(new TypeRef<List<String>>() {}, strings)).containsExactly("a", null, "b");
        assertThat(roundTrip(new TypeRef<Pair<String, Long>>() {}, new Pair<>(null, 1L)))
                .isEqualTo(new Pair<>(null, 1L));
        Codec<String> codec = Codecs.derive(ValueType.of(String.class));
        assertFails(() -> encodeNull(codec), FailureKind.BAD_DATA, "A record is null where String was expected");
    }

    @SuppressWarnings("NullAway") // what a user's program may do
    private static void encodeNull(Codec<String> codec) {
        codec.encode(null, new ByteOutput());
    }

    @Test
    void a_value_of_another_class_is_refused() {
        Codec<Object> integers = Codecs.derive(new TypeRef<List<Integer>>() {}.type());
        Codec<Object> dogs = Codecs.derive(ValueType.of(Dog.class));

        assertFails(
                () -> encode(integers, List.of("a")),
                FailureKind.BAD_DATA,
                "does not fit the type List<Integer>",
                "java.lang.String cannot be cast");
        assertFails(() -> encode(dogs, "Rex"), FailureKind.BAD_DATA, "A record of java.lang.String does not fit");
    }

    @Test
    void sets_and_maps_have_the_same_bytes_in_whatever_order_they_are() {
        Codec<Set<String>> sets = Codecs.derive(new TypeRef<Set<String>>() {}.type());
        Codec<Collection<String>> collections = Codecs.derive(new TypeRef<Collection<String>>() {}.type());
        Set<String> forth = new LinkedHashSet<>(List.of("ab", "b", "a"));
        Set<String> back = new LinkedHashSet<>(List.of("a", "b", "ab"));

        assertThat(encode(sets, forth)).isEqualTo(encode(sets, back));
        assertThat(encode(collections, forth)).isEqualTo(encode(collections, back));
        assertThat(encode(collections, List.of("ab", "b"))).isNotEqualTo(encode(collections, List.of("b", "ab")));
    }

    @Test
    @SuppressWarnings("ArrayAsKeyOfSetOrMap") // what a user's program may do
    void elements_of_a_set_with_the_same_bytes_are_one() {
        Codec<Set<byte[]>> codec = Codecs.derive(new TypeRef<Set<byte[]>>() {}.type());

        Set<byte[]> twins = new HashSet<>(List.of(new byte[] {1}, new byte[] {1}, new byte[] {2}));

        assertThat(codec.decode(new ByteInput(encode(codec, twins)))).containsExactly(new byte[] {1}, new byte[] {2});
    }

    @Test
    void decoded_collections_belong_to_the_caller() {
        List<String> list = roundTrip(new TypeRef<List<String>>() {}, List.of("a"));
        Map<String, Integer> map = roundTrip(new TypeRef<Map<String, Integer>>() {}, Map.of("a", 1));

        list.add("b");
        map.put("b", 2);

        assertThat(list).containsExactly("a", "b");
        assertThat(map).containsEntry("b", 2);
    }

    @Test
    void a_string_with_a_lone_surrogate_is_refused_and_bytes_that_are_not_utf_8_pass_as_text() {
        Codec<String> strings = Codecs.derive(ValueType.of(String.class));
        Text broken = Text.of(new byte[] {'a', (byte) 0xFF, (byte) 0xED, (byte) 0xA0, (byte) 0x80});

        assertFails(() -> encode(strings, "a\uD800"), FailureKind.BAD_DATA, "lone surrogate U+D800 at index 1");
        assertFails(
                () -> strings.encodeOrdered("\uDFFFa", new ByteOutput()),
                FailureKind.BAD_DATA,
                "lone surrogate U+DFFF at index 0");
        assertThat(roundTrip(new TypeRef<Text>() {}, broken).toByteArray()).isEqualTo(broken.toByteArray());
    }

    @Test
    void a_decoded_text_does_not_keep_the_page_it_came_from() {
        Codec<Text> codec = Codecs.derive(ValueType.of(Text.class));
        byte[] page = new byte[1000];
        System.arraycopy(encode(codec, Text.of("word")), 0, page, 500, 5);
        ByteInput input = new ByteInput();
        input.reset(page, 500, 5);

        assertThat(codec.decode(input).bytes()).hasSize(4);
    }

    @Test
    void an_accessor_that_throws_is_a_failure_of_the_program() {
        Codec<Broken> codec = Codecs.derive(ValueType.of(Broken.class));

        assertFails(
                () -> encode(codec, new Broken(1)),
                FailureKind.USER_CODE,
                "CodecsTest$Broken.value() threw java.lang.IllegalStateException: no value today");
    }

    @Test
    void a_constructor_that_refuses_is_bad_data() {
        Codec<Positive> codec = Codecs.derive(ValueType.of(Positive.class));

        assertFails(
                () -> codec.decode(new ByteInput(new byte[] {1})),
                FailureKind.BAD_DATA,
                "CodecsTest$Positive refused what was read: java.lang.IllegalArgumentException: not positive: -1");
    }

    @Test
    void records_of_their_own_type_nest_up_to_a_bound_even_on_a_small_stack() throws Exception {
        Codec<Chain> chains = Codecs.derive(ValueType.of(Chain.class));
        Codec<Object> unknown = Codecs.derive(ValueType.UNKNOWN);

        Codec<Maze> mazes = Codecs.derive(ValueType.of(Maze.class));

        onSmallStack(() -> {
            byte[] deep = encode(chains, chain(Nesting.MAX_DEPTH));
            assertThat(encode(chains, chains.decode(new ByteInput(deep)))).isEqualTo(deep);
            assertFails(() -> encode(chains, chain(Nesting.MAX_DEPTH + 1)), FailureKind.BAD_DATA, "500 levels deep");
            assertFails(() -> chains.decode(new ByteInput(new byte[5000])), FailureKind.BAD_DATA, "500 levels deep");

            byte[] lists = encode(unknown, listsInLists(Nesting.MAX_DEPTH / 2));
            assertThat(encode(unknown, unknown.decode(new ByteInput(lists)))).isEqualTo(lists);
            assertFails(
                    () -> encode(unknown, listsInLists(Nesting.MAX_DEPTH / 2 + 1)),
                    FailureKind.BAD_DATA,
                    "500 levels deep");

            byte[] maze = encode(mazes, maze(Nesting.MAX_DEPTH / 4));
            assertThat(encode(mazes, mazes.decode(new ByteInput(maze)))).isEqualTo(maze);
        });
    }

    private static Maze maze(int depth) {
        Maze maze = new Maze(Optional.empty());
        for (int i = 1; i < depth; i++) {
            maze = new Maze(Optional.of(List.of(Map.of("a", maze))));
        }
        return maze;
    }

    private static Chain chain(int length) {
        Chain chain = new Chain(1, null);
        for (int i = 1; i < length; i++) {
            chain = new Chain(1, chain);
        }
        return chain;
    }

    private static Object listsInLists(int depth) {
        Object value = List.of();
        for (int i = 1; i < depth; i++) {
            value = List.of(value);
        }
        return value;
    }

    private static void onSmallStack(Runnable code) throws InterruptedException {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(null, code, "small", 512 * 1024);
        thread.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
        thread.start();
        thread.join();
        assertThat(thrown.get()).isNull();
    }

    @Test
    void an_output_is_usable_again_after_a_value_was_refused() {
        Codec<Chain> codec = Codecs.derive(ValueType.of(Chain.class));
        ByteOutput output = new ByteOutput();
        assertThatThrownBy(() -> codec.encode(chain(1000), output)).isInstanceOf(DataflowException.class);

        output.truncate(0);
        codec.encode(chain(300), output);

        assertThat(output.toByteArray()).isEqualTo(encode(codec, chain(300)));
    }

    @Test
    void values_of_unknown_type_are_equal_only_within_their_class() {
        Codec<Object> codec = Codecs.derive(ValueType.UNKNOWN);

        assertThat(encode(codec, 1)).isNotEqualTo(encode(codec, 1L));
        assertThat(encode(codec, List.of(1))).isNotEqualTo(encode(codec, Set.of(1)));
        assertThat(encode(codec, "a")).isNotEqualTo(encode(codec, Text.of("a")));
    }

    @Test
    void a_value_of_unknown_type_that_has_no_codec_is_bad_data() {
        Codec<Holder> codec = Codecs.derive(ValueType.of(Holder.class));

        assertFails(
                () -> encode(codec, new Holder(new ArrayDeque<>())),
                FailureKind.BAD_DATA,
                "A value of java.util.ArrayDeque cannot be encoded",
                ".as(...)");
        assertFails(
                () -> encode(codec, new Holder(new Line("a", new Socket()))),
                FailureKind.BAD_DATA,
                "CodecsTest.Line.socket: java.net.Socket cannot be encoded");
    }

    @Test
    void names_in_bytes_load_no_class_that_has_no_codec() {
        Codec<Object> codec = Codecs.derive(ValueType.UNKNOWN);
        for (String name : List.of("java.lang.String", "java.net.Socket", "[B")) {
            ByteOutput output = new ByteOutput();
            output.writeByte(255);
            output.writeUtf8(name);
            assertFails(() -> codec.decode(new ByteInput(output.toByteArray())), FailureKind.BAD_DATA, "not " + name);
        }
        ByteOutput missing = new ByteOutput();
        missing.writeByte(255);
        missing.writeUtf8("shop.Gone");
        assertFails(
                () -> codec.decode(new ByteInput(missing.toByteArray())),
                FailureKind.BAD_DATA,
                "The bytes name the class shop.Gone, which cannot be loaded here");
        assertFails(
                () -> codec.decode(new ByteInput(new byte[] {28})), FailureKind.BAD_DATA, "the tag of a value, not 28");
        assertFails(
                () -> codec.decode(new ByteInput(new byte[] {0})), FailureKind.BAD_DATA, "the tag of a value, not 0");
    }

    @Test
    void classes_named_in_bytes_are_loaded_by_the_loader_given() {
        Codec<Object> here = Codecs.derive(
                ValueType.UNKNOWN, Objects.requireNonNull(getClass().getClassLoader()));
        Codec<Object> elsewhere = Codecs.derive(ValueType.UNKNOWN, ClassLoader.getPlatformClassLoader());
        byte[] bytes = encode(here, new Dog("Rex"));

        assertThat(here.decode(new ByteInput(bytes))).isEqualTo(new Dog("Rex"));
        assertFails(() -> elsewhere.decode(new ByteInput(bytes)), FailureKind.BAD_DATA, "CodecsTest$Dog");
    }

    @Test
    void the_class_of_a_constant_with_a_body_stands_for_its_enum() {
        Object green = Samples.Color.GREEN;
        Codec<Object> codec = Codecs.derive(ValueType.of(green.getClass()));

        assertThat(codec.decode(new ByteInput(encode(codec, Samples.Color.RED))))
                .isEqualTo(Samples.Color.RED);
    }

    @Test
    void types_are_read_as_declared() {
        assertThat(new TypeRef<Map<String, ? extends List<Integer>>>() {}).hasToString("Map<String, List<Integer>>");
        assertThat(new TypeRef<Map<?, ? super String>>() {}).hasToString("Map<?, ?>");
        assertThat(new TypeRef<List<String>[][]>() {}).hasToString("List<String>[][]");
        assertThat(new TypeRef<int[]>() {}).hasToString("int[]");
        assertThat(new TypeRef<Object[]>() {}).hasToString("Object[]");
        assertThat(Codecs.typeOf(int.class)).isEqualTo(ValueType.of(Integer.class));
        assertThat(new TypeRef<Pair<Dog, Samples.Color>>() {})
                .hasToString("CodecsTest.Pair<CodecsTest.Dog, Samples.Color>");
        assertThat(Codecs.<Object>derive(Codecs.typeOf(Dog.class))).hasToString("codec of CodecsTest.Dog");
    }

    @Test
    @SuppressWarnings("rawtypes")
    void a_type_reference_without_a_type_is_refused() {
        assertThatThrownBy(() -> new TypeRef() {})
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("new TypeRef<...>() {}");
    }
}
