package io.dataflow.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Dataset;
import io.dataflow.api.Order;
import io.dataflow.api.testing.ReferenceSession;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which values are equal, and which come first, as the documents define it. */
class EqualityAndOrderTest {
    private final ReferenceSession session = ReferenceSession.open();

    @AfterEach
    void close() {
        session.close();
    }

    private static byte[] bytes(TypeRef<?> type, Object value) {
        ByteOutput output = new ByteOutput();
        Codecs.<Object>derive(type.type()).encode(value, output);
        return output.toByteArray();
    }

    private static void assertEqual(TypeRef<?> type, Object one, Object other) {
        assertThat(bytes(type, one)).as("%s: %s and %s", type, one, other).isEqualTo(bytes(type, other));
    }

    private static void assertDifferent(TypeRef<?> type, Object one, Object other) {
        assertThat(bytes(type, one)).as("%s: %s and %s", type, one, other).isNotEqualTo(bytes(type, other));
    }

    private <T> Dataset<T> of(Class<T> type, List<T> values) {
        return session.fromIterable(values, type);
    }

    @Test
    void there_is_one_nan_and_two_zeros() {
        double otherNaN = Double.longBitsToDouble(0xFFF8000000000001L);

        assertEqual(new TypeRef<Double>() {}, Double.NaN, otherNaN);
        assertEqual(new TypeRef<Float>() {}, Float.NaN, Float.intBitsToFloat(0xFFC00001));
        assertEqual(new TypeRef<double[]>() {}, new double[] {Double.NaN}, new double[] {otherNaN});
        assertEqual(new TypeRef<Object>() {}, Double.NaN, otherNaN);
        assertDifferent(new TypeRef<Double>() {}, 0.0, -0.0);
        assertDifferent(new TypeRef<Samples.Point>() {}, new Samples.Point(1, 1, 0.0), new Samples.Point(1, 1, -0.0));
        assertThat(of(Double.class, List.of(Double.NaN, 0.0, otherNaN, -0.0, 0.0))
                        .distinct()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void negative_zero_comes_before_zero_and_nan_last() {
        List<Double> numbers = List.of(
                Double.NaN, 1.0, 0.0, Double.POSITIVE_INFINITY, -0.0, -1.0, Double.NEGATIVE_INFINITY, Double.MIN_VALUE);
        List<Double> sorted = new ArrayList<>(numbers);
        Collections.sort(sorted);

        assertThat(of(Double.class, numbers).sortBy(number -> number).collect()).isEqualTo(sorted);
        Collections.reverse(sorted);
        assertThat(of(Double.class, numbers)
                        .sortBy(number -> number, Order.DESCENDING)
                        .collect())
                .isEqualTo(sorted);
    }

    @Test
    void decimals_are_equal_with_their_scale_and_ordered_without() {
        BigDecimal one = new BigDecimal("1.0");
        BigDecimal sameOne = new BigDecimal("1.00");

        assertDifferent(new TypeRef<BigDecimal>() {}, one, sameOne);
        assertThat(of(BigDecimal.class, List.of(one, sameOne, one)).distinct().collect())
                .containsExactlyInAnyOrder(one, sameOne);
        // The second key decides: to the first both are the same.
        assertThat(session.fromIterable(List.of(new Price(sameOne, 1), new Price(one, 0)), Price.class)
                        .sortBy(Price::amount)
                        .thenBy(Price::rank)
                        .collect())
                .extracting(Price::rank)
                .containsExactly(0, 1);
    }

    record Price(BigDecimal amount, int rank) {}

    @Test
    void sets_and_maps_are_equal_whatever_their_kind_and_order_and_with_null_inside() {
        Set<@Nullable String> forth = new LinkedHashSet<>(Arrays.asList("a", null, "b"));
        Set<@Nullable String> back = new HashSet<>(Arrays.asList("b", "a", null));
        Map<@Nullable String, @Nullable Integer> forthMap = new LinkedHashMap<>();
        forthMap.put("a", null);
        forthMap.put(null, 2);
        forthMap.put("b", 1);
        Map<@Nullable String, @Nullable Integer> backMap = new HashMap<>();
        backMap.put("b", 1);
        backMap.put(null, 2);
        backMap.put("a", null);

        assertEqual(new TypeRef<Set<String>>() {}, forth, back);
        assertEqual(new TypeRef<Object>() {}, forth, back);
        assertEqual(new TypeRef<Map<String, Integer>>() {}, forthMap, backMap);
        assertEqual(new TypeRef<Object>() {}, forthMap, backMap);
        assertEqual(
                new TypeRef<Map<String, Integer>>() {}, new TreeMap<>(Map.of("a", 1, "b", 2)), Map.of("b", 2, "a", 1));
        assertEqual(
                new TypeRef<Map<Set<Integer>, List<Map<String, Double>>>>() {},
                Map.of(Set.of(1, 2, 3), List.of(Map.of("x", Double.NaN, "y", 0.0))),
                Map.of(
                        new LinkedHashSet<>(List.of(3, 2, 1)),
                        List.of(new TreeMap<>(Map.of("y", 0.0, "x", Double.NaN)))));
        assertDifferent(new TypeRef<Set<String>>() {}, forth, Set.of("a", "b"));
        assertDifferent(new TypeRef<Map<String, Integer>>() {}, forthMap, Map.of("b", 1));
        Map<@Nullable String, @Nullable Integer> decoded = Codecs.<Map<@Nullable String, @Nullable Integer>>derive(
                        new TypeRef<Map<String, Integer>>() {}.type())
                .decode(new ByteInput(bytes(new TypeRef<Map<String, Integer>>() {}, forthMap)));
        assertThat(decoded).isEqualTo(backMap);
    }

    @Test
    void null_comes_first_and_differs_from_empty() {
        assertThat(session.fromIterable(List.of(new Name("b"), new Name(null), new Name(""), new Name("a")), Name.class)
                        .sortBy(name -> Optional.ofNullable(name.text()).orElse("~"))
                        .collect())
                .extracting(Name::text)
                .containsExactly("", "a", "b", null);
        Codec<Name> names = Codecs.derive(ValueType.of(Name.class));
        assertThat(Arrays.compareUnsigned(ordered(names, new Name(null)), ordered(names, new Name(""))))
                .isNegative();
        assertDifferent(new TypeRef<Name>() {}, new Name(null), new Name(""));
        Codec<List<@Nullable Integer>> lists = Codecs.derive(new TypeRef<List<Integer>>() {}.type());
        assertThat(Arrays.compareUnsigned(
                        ordered(lists, Collections.<@Nullable Integer>singletonList(null)),
                        ordered(lists, List.of(-5))))
                .isNegative();
        Codec<Optional<Integer>> optionals = Codecs.derive(new TypeRef<Optional<Integer>>() {}.type());
        assertThat(Arrays.compareUnsigned(ordered(optionals, Optional.empty()), ordered(optionals, Optional.of(-5))))
                .isNegative();
    }

    record Name(@Nullable String text) {}

    private static <T> byte[] ordered(Codec<T> codec, T value) {
        ByteOutput output = new ByteOutput();
        codec.encodeOrdered(value, output);
        return output.toByteArray();
    }

    @Test
    void nested_optionals_and_arrays_of_arrays_keep_their_levels() {
        assertDifferent(new TypeRef<Optional<Optional<String>>>() {}, Optional.of(Optional.empty()), Optional.empty());
        assertDifferent(new TypeRef<int[][]>() {}, new int[][] {{1}, {2}}, new int[][] {{1, 2}});
        String[][][] cube = {{{"a"}, {}}, {}, {{null, "b"}}};
        Object decoded = Codecs.<Object>derive(ValueType.of(String[][][].class))
                .decode(new ByteInput(bytes(new TypeRef<String[][][]>() {}, cube)));
        assertThat(Arrays.deepEquals((Object[]) decoded, cube)).isTrue();
    }

    @Test
    void strings_are_ordered_by_code_points_and_not_by_chars() {
        assertThat(of(String.class, List.of("\uFFFD", "🐟", "a"))
                        .sortBy(text -> text)
                        .collect())
                .containsExactly("a", "\uFFFD", "🐟");
    }

    @Test
    void values_of_different_kinds_differ_where_types_are_unknown_and_not_where_they_are_known() {
        assertDifferent(new TypeRef<Number>() {}, 1, 1L);
        assertDifferent(new TypeRef<Object>() {}, List.of("a"), Set.of("a"));
        assertEqual(new TypeRef<Object>() {}, List.of("a"), new ArrayList<>(List.of("a")));
        assertEqual(new TypeRef<Object>() {}, List.of(), Collections.emptyList());
    }
}
