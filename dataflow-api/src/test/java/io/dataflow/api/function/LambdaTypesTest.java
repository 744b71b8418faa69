package io.dataflow.api.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LambdaTypesTest {
    @SuppressWarnings("ArrayRecordComponent")
    record Order(long id, List<String> items, Map<String, ? extends Number> prices, int[] counts) {
        static Order parse(String line) {
            return new Order(line.length(), List.of(), Map.of(), new int[0]);
        }

        Optional<String> firstItem() {
            return items.stream().findFirst();
        }
    }

    record Both<A, B>(A first, B second) {
        static <A, B> Both<A, B> of(A first, B second) {
            return new Both<>(first, second);
        }

        Both<B, A> swapped() {
            return new Both<>(second, first);
        }

        List<A> firsts() {
            return List.of(first);
        }

        <C> Both<A, C> withSecond(C other) {
            return new Both<>(first, other);
        }
    }

    interface Keyed<K extends Comparable<K>> {
        K key();

        default List<K> keys() {
            return List.of(key());
        }
    }

    record User(String key) implements Keyed<String> {}

    static class Named<T> {
        T value() {
            throw new UnsupportedOperationException();
        }

        T[] values() {
            throw new UnsupportedOperationException();
        }

        List<T>[] lists() {
            throw new UnsupportedOperationException();
        }

        class Inner {
            T outerValue() {
                return value();
            }
        }
    }

    static final class NamedByText extends Named<String> {}

    static class NamedTwice<X, Y> extends Named<Map<X, Y>> {}

    static final class Length implements Fn1<String, Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer apply(String value) {
            return value.length();
        }
    }

    interface ToNumbers<T> extends Fn1<T, List<Double>> {}

    static class Doubles<T> implements Comparable<Doubles<T>>, ToNumbers<T> {
        private static final long serialVersionUID = 1L;

        @Override
        public List<Double> apply(T value) {
            return List.of();
        }

        @Override
        public int compareTo(Doubles<T> other) {
            return 0;
        }
    }

    static final class Same<T> implements Fn1<T, T> {
        private static final long serialVersionUID = 1L;

        @Override
        public T apply(T value) {
            return value;
        }
    }

    @SuppressWarnings("rawtypes")
    static final class Raw implements Fn1 {
        private static final long serialVersionUID = 1L;

        @Override
        public Object apply(Object value) {
            return value;
        }
    }

    @Test
    void a_lambda_body_tells_its_erased_result() {
        assertThat(of(s -> s.length(), String.class)).isEqualTo(Integer.class);
        assertThat(of(s -> s + "!", String.class)).isEqualTo(String.class);
        assertThat(of((String s) -> Both.of(s, 1L), String.class)).isEqualTo(Both.class);
        assertThat(of((String s) -> new int[] {s.length()}, String.class)).isEqualTo(int[].class);
        assertThat(of((String s) -> Arrays.asList(s.split(" ")), String.class)).isEqualTo(List.class);
    }

    @Test
    void a_lambda_body_is_not_confused_by_what_it_captures() {
        int added = 3;
        String prefix = "x";
        Fn1<Integer, String> function = value -> prefix + (value + added);

        assertThat(LambdaTypes.returnType(function, Integer.class)).isEqualTo(String.class);
    }

    @Test
    void primitive_results_are_boxed() {
        Condition<String> condition = String::isEmpty;
        Condition<String> lambda = s -> s.length() > 3;

        assertThat(LambdaTypes.returnType(condition, String.class)).isEqualTo(Boolean.class);
        assertThat(LambdaTypes.returnType(lambda, String.class)).isEqualTo(Boolean.class);
        assertThat(of(String::length, String.class)).isEqualTo(Integer.class);
        assertThat(of(Order::id, Order.class)).isEqualTo(Long.class);
        assertThat(of((Double d) -> Math.abs(d), Double.class)).isEqualTo(Double.class);
    }

    @Test
    void accessors_of_records_keep_their_generic_types() throws Exception {
        assertThat(of(Order::items, Order.class)).isEqualTo(declared("listOfString"));
        assertThat(of(Order::firstItem, Order.class).getTypeName()).isEqualTo("java.util.Optional<java.lang.String>");
        assertThat(of(Order::counts, Order.class)).isEqualTo(int[].class);
    }

    @Test
    void a_wildcard_becomes_its_upper_bound() {
        assertThat(of(Order::prices, Order.class).getTypeName())
                .isEqualTo("java.util.Map<java.lang.String, java.lang.Number>");
    }

    @Test
    void variables_of_a_generic_record_are_bound_by_the_input() throws Exception {
        Type both = declared("bothOfStringAndLong");

        assertThat(LambdaTypes.returnType(second(), both)).isEqualTo(Long.class);
        assertThat(ofGeneric(Both<String, Long>::swapped, both).getTypeName())
                .endsWith("Both<java.lang.Long, java.lang.String>");
        assertThat(ofGeneric(Both<String, Long>::firsts, both)).isEqualTo(declared("listOfString"));
    }

    @Test
    void nested_generic_inputs_are_followed() throws Exception {
        Type nested = declared("bothOfListAndBoth");
        Fn1<Both<List<String>, Both<String, Long>>, Both<String, Long>> function = Both::second;

        assertThat(LambdaTypes.returnType(function, nested)).isEqualTo(declared("bothOfStringAndLong"));
    }

    @Test
    void without_an_input_type_the_compilers_inference_fills_in() {
        Fn1<Map.Entry<String, Long>, Long> value = Map.Entry::getValue;

        assertThat(LambdaTypes.returnType(value)).isEqualTo(Long.class);
        assertThat(LambdaTypes.returnType(value, Object.class)).isEqualTo(Long.class);
        assertThat(LambdaTypes.returnType(value, Map.Entry.class)).isEqualTo(Long.class);
        assertThat(LambdaTypes.returnType(second(), Both.class)).isEqualTo(Long.class);
        assertThat(ofGeneric(Both<String, Long>::swapped, Both.class)).isEqualTo(Both.class);
    }

    @Test
    void the_receiver_may_be_a_subclass_of_the_declaring_class() throws Exception {
        Fn1<User, String> key = User::key;
        Fn1<User, List<String>> keys = User::keys;
        Fn1<NamedByText, String> value = NamedByText::value;
        Fn1<NamedTwice<String, Long>, Map<String, Long>> map = NamedTwice::value;

        assertThat(LambdaTypes.returnType(key, User.class)).isEqualTo(String.class);
        assertThat(LambdaTypes.returnType(keys, User.class)).isEqualTo(declared("listOfString"));
        assertThat(LambdaTypes.returnType(value, NamedByText.class)).isEqualTo(String.class);
        assertThat(LambdaTypes.returnType(map, declared("namedTwice")).getTypeName())
                .isEqualTo("java.util.Map<java.lang.String, java.lang.Long>");
        assertThat(LambdaTypes.returnType(map, NamedTwice.class)).isEqualTo(Map.class);
    }

    @Test
    void a_method_of_an_interface_is_resolved_on_the_implementing_input() throws Exception {
        Fn1<Keyed<String>, List<String>> keys = Keyed::keys;

        assertThat(LambdaTypes.returnType(keys, User.class)).isEqualTo(declared("listOfString"));
        assertThat(LambdaTypes.returnType(keys, Object.class)).isEqualTo(List.class);
    }

    @Test
    void an_inherited_method_of_a_jdk_class_is_found() throws Exception {
        Fn1<ArrayList<String>, String> first = list -> list.get(0);
        Fn1<AbstractMap.SimpleEntry<String, Long>, Long> value = AbstractMap.SimpleEntry::getValue;
        Fn1<HashMap<String, Long>, java.util.Set<String>> keys = HashMap::keySet;

        assertThat(LambdaTypes.returnType(first, ArrayList.class)).isEqualTo(String.class);
        assertThat(LambdaTypes.returnType(value, declared("entry"))).isEqualTo(Long.class);
        assertThat(LambdaTypes.returnType(keys, declared("hashMap")).getTypeName())
                .isEqualTo("java.util.Set<java.lang.String>");
    }

    @Test
    void static_references_resolve_variables_of_the_method_from_their_arguments() throws Exception {
        Fn2<String, Long, Both<String, Long>> of = Both::of;
        Fn1<String, List<String>> single = List::of;
        Fn1<List<String>, String> max = Collections::max;
        Fn1<String[], List<String>> asList = LambdaTypesTest::listOf;

        assertThat(LambdaTypes.returnType(of, String.class, Long.class)).isEqualTo(declared("bothOfStringAndLong"));
        assertThat(LambdaTypes.returnType(single, String.class)).isEqualTo(declared("listOfString"));
        assertThat(LambdaTypes.returnType(max, declared("listOfString"))).isEqualTo(String.class);
        assertThat(LambdaTypes.returnType(asList, String[].class)).isEqualTo(declared("listOfString"));
        assertThat(of(Order::parse, String.class)).isEqualTo(Order.class);
        assertThat(of(Integer::valueOf, String.class)).isEqualTo(Integer.class);
    }

    @Test
    void one_variable_bound_by_two_arguments_is_the_wider_of_them() {
        Fn2<Number, Integer, Number> either = LambdaTypesTest::either;
        Fn2<String, Integer, Serializable> unrelated = LambdaTypesTest::either;

        assertThat(LambdaTypes.returnType(either, Number.class, Integer.class)).isEqualTo(Number.class);
        assertThat(LambdaTypes.returnType(unrelated, String.class, Integer.class))
                .isIn(Object.class, Serializable.class);
    }

    @Test
    void bound_references_take_the_class_of_their_receiver() throws Exception {
        Map<String, Long> map = new HashMap<>();
        Both<String, Long> both = new Both<>("a", 1L);
        Fn1<String, Long> get = map::get;
        Fn1<Double, Both<String, Double>> withSecond = both::withSecond;
        Fn0<String> value = new NamedByText()::value;
        Fn0<List<String>> keys = new User("k")::keys;

        assertThat(LambdaTypes.returnType(get, String.class)).isEqualTo(Long.class);
        assertThat(LambdaTypes.returnType(withSecond, Double.class).getTypeName())
                .endsWith("Both<java.lang.Object, java.lang.Double>");
        assertThat(LambdaTypes.returnType(value)).isEqualTo(String.class);
        assertThat(LambdaTypes.returnType(keys)).isEqualTo(declared("listOfString"));
    }

    @Test
    void a_constructor_reference_yields_its_class_with_arguments_where_they_are_known() throws Exception {
        Fn1<String, StringBuilder> plain = StringBuilder::new;
        Fn2<String, Long, Both<String, Long>> generic = Both::new;
        Fn0<ArrayList<String>> list = ArrayList::new;

        assertThat(LambdaTypes.returnType(plain, String.class)).isEqualTo(StringBuilder.class);
        assertThat(LambdaTypes.returnType(generic, String.class, Long.class))
                .isEqualTo(declared("bothOfStringAndLong"));
        assertThat(LambdaTypes.returnType(list)).isEqualTo(ArrayList.class);
    }

    @Test
    void arrays_and_generic_arrays_are_resolved() throws Exception {
        Fn1<NamedByText, String[]> values = NamedByText::values;
        Fn1<NamedByText, List<String>[]> lists = NamedByText::lists;
        Fn1<Integer, String[]> creation = String[]::new;
        Fn1<int[], int[]> copy = int[]::clone;

        assertThat(LambdaTypes.returnType(values, NamedByText.class)).isEqualTo(String[].class);
        assertThat(LambdaTypes.returnType(lists, NamedByText.class)).isEqualTo(declared("arrayOfLists"));
        assertThat(LambdaTypes.returnType(creation, Integer.class)).isEqualTo(String[].class);
        assertThat(LambdaTypes.returnType(copy, int[].class)).isEqualTo(int[].class);
    }

    @Test
    void a_reference_to_a_method_with_variable_arguments_yields_its_erased_result() {
        Fn1<String, List<String>> one = Arrays::asList;
        Fn2<String, String, String> join = LambdaTypesTest::joined;

        assertThat(LambdaTypes.returnType(one, String.class)).isEqualTo(List.class);
        assertThat(LambdaTypes.returnType(join, String.class, String.class)).isEqualTo(String.class);
    }

    @Test
    void an_inner_class_takes_the_variables_of_its_owner() throws Exception {
        Fn1<Named<String>.Inner, String> outerValue = Named.Inner::outerValue;

        assertThat(LambdaTypes.returnType(outerValue, declared("inner"))).isEqualTo(String.class);
    }

    @Test
    void functions_written_in_generic_code_are_unknown() {
        assertThat(LambdaTypes.returnType(identity(), String.class)).isEqualTo(Object.class);
        assertThat(LambdaTypes.returnType(applied(String::length), String.class))
                .isEqualTo(Object.class);
    }

    @Test
    void a_reference_written_in_generic_code_is_resolved_from_the_input() throws Exception {
        assertThat(LambdaTypes.returnType(LambdaTypesTest.<String, Long>secondOf(), declared("bothOfStringAndLong")))
                .isEqualTo(Long.class);
        assertThat(LambdaTypes.returnType(LambdaTypesTest.<String, Long>secondOf(), Both.class))
                .isEqualTo(Object.class);
    }

    @Test
    void a_bounded_variable_falls_back_to_its_bound() {
        Fn1<Keyed<?>, Object> key = Keyed::key;

        assertThat(LambdaTypes.returnType(key, Keyed.class)).isEqualTo(Comparable.class);
        assertThat(LambdaTypes.returnType(key, User.class)).isEqualTo(String.class);
    }

    @Test
    void the_result_may_be_narrower_than_the_function_type_says() {
        Fn1<String, Object> function = String::length;

        assertThat(LambdaTypes.returnType(function, String.class)).isEqualTo(Integer.class);
    }

    @Test
    void an_ordinary_class_is_asked_for_its_function_type() {
        assertThat(LambdaTypes.returnType(new Length(), String.class)).isEqualTo(Integer.class);
        assertThat(LambdaTypes.returnType(new Doubles<String>(), String.class).getTypeName())
                .isEqualTo("java.util.List<java.lang.Double>");
    }

    @Test
    void an_anonymous_class_is_asked_for_its_function_type() throws Exception {
        Fn1<String, List<String>> function = new Fn1<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public List<String> apply(String value) {
                return List.of(value);
            }
        };

        assertThat(LambdaTypes.returnType(function, String.class)).isEqualTo(declared("listOfString"));
    }

    @Test
    void a_variable_of_an_ordinary_class_is_bound_by_the_input() throws Exception {
        assertThat(LambdaTypes.returnType(new Same<String>(), String.class)).isEqualTo(String.class);
        assertThat(LambdaTypes.returnType(new Same<List<String>>(), declared("listOfString")))
                .isEqualTo(declared("listOfString"));
        assertThat(LambdaTypes.returnType(new Same<String>())).isEqualTo(Object.class);
    }

    @Test
    void odd_functions_are_unknown_and_never_fail() {
        Serializable proxy = (Serializable) Proxy.newProxyInstance(
                LambdaTypesTest.class.getClassLoader(), new Class<?>[] {Fn1.class}, (self, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });

        assertThat(LambdaTypes.returnType(new Raw(), String.class)).isEqualTo(Object.class);
        assertThat(LambdaTypes.returnType("text", String.class)).isEqualTo(Object.class);
        assertThat(LambdaTypes.returnType(proxy, String.class)).isEqualTo(Object.class);
        assertThat(LambdaTypes.returnType(new Serializable() {
                    private static final long serialVersionUID = 1L;
                }))
                .isEqualTo(Object.class);
    }

    @Test
    void an_input_that_contradicts_the_function_does_no_harm() {
        assertThat(LambdaTypes.returnType(second(), Integer.class)).isEqualTo(Long.class);
        assertThat(LambdaTypes.returnType(second(), int.class, int.class, int.class))
                .isEqualTo(Long.class);
    }

    @Test
    void an_argument_of_a_supertype_is_read_through_the_hierarchy() throws Exception {
        assertThat(LambdaTypes.argument(declared("listOfString"), Iterable.class, 0))
                .isEqualTo(String.class);
        assertThat(LambdaTypes.argument(declared("hashMap"), Map.class, 1)).isEqualTo(Long.class);
        assertThat(LambdaTypes.argument(NamedByText.class, Named.class, 0)).isEqualTo(String.class);
        assertThat(LambdaTypes.argument(List.class, Iterable.class, 0)).isEqualTo(Object.class);
        assertThat(LambdaTypes.argument(String.class, Iterable.class, 0)).isEqualTo(Object.class);
        assertThatThrownBy(() -> LambdaTypes.argument(List.class, Iterable.class, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.Iterable has no type variable 1");
    }

    @Test
    void resolved_types_equal_declared_ones_in_both_directions() throws Exception {
        Fn1<Order, List<String>> items = Order::items;
        Type resolved = LambdaTypes.returnType(items, Order.class);
        Type declared = declared("listOfString");

        assertThat(resolved).isEqualTo(declared).hasSameHashCodeAs(declared).hasToString(declared.toString());
        assertThat(declared).isEqualTo(resolved);
        assertThat(((ParameterizedType) resolved).getRawType()).isEqualTo(List.class);
    }

    private static <T, R> Type of(Fn1<T, R> function, Class<T> input) {
        return LambdaTypes.returnType(function, input);
    }

    private static <T, R> Type ofGeneric(Fn1<T, R> function, Type input) {
        return LambdaTypes.returnType(function, input);
    }

    private static Fn1<Both<String, Long>, Long> second() {
        return Both::second;
    }

    private static <T> Fn1<T, T> identity() {
        return value -> value;
    }

    private static <T, R> Fn1<T, R> applied(Fn1<T, R> function) {
        return value -> function.apply(value);
    }

    private static <A, B> Fn1<Both<A, B>, B> secondOf() {
        return Both::second;
    }

    private static <T> T either(T first, T second) {
        return first == null ? second : first;
    }

    private static <T> List<T> listOf(T[] values) {
        return Arrays.asList(values);
    }

    private static String joined(String... values) {
        return String.join(",", values);
    }

    private static Type declared(String name) throws NoSuchFieldException {
        return Declared.class.getDeclaredField(name).getGenericType();
    }

    /** Types as a declaration gives them. */
    @SuppressWarnings("unused")
    private static final class Declared {
        List<String> listOfString;
        Both<String, Long> bothOfStringAndLong;
        Both<List<String>, Both<String, Long>> bothOfListAndBoth;
        NamedTwice<String, Long> namedTwice;
        AbstractMap.SimpleEntry<String, Long> entry;
        HashMap<String, Long> hashMap;
        List<String>[] arrayOfLists;
        Named<String>.Inner inner;
    }
}
