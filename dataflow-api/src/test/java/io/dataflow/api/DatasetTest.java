package io.dataflow.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Tokenizers;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.api.text.Text;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The plans that programs build, and what is known of their types. */
class DatasetTest {
    private record Purchase(int customer, String city, double price) {}

    private record Unsupported(File file) {}

    private final ReferenceSession session = ReferenceSession.open();
    private final Dataset<Purchase> orders = session.of(new Purchase(1, "Rome", 2.5), new Purchase(2, "Oslo", 1.5));

    @AfterEach
    void close() {
        session.close();
    }

    // ---- types

    @Test
    void the_type_of_a_result_is_read_from_the_function() {
        assertThat(orders.type()).isEqualTo(ValueType.of(Purchase.class));
        assertThat(orders.map(order -> order.city()).type()).isEqualTo(ValueType.of(String.class));
        assertThat(orders.map(Purchase::price).type()).isEqualTo(ValueType.of(Double.class));
        assertThat(orders.map(order -> Text.of(order.city())).type()).isEqualTo(ValueType.of(Text.class));
        assertThat(orders.filter(order -> order.price() > 2).type()).isEqualTo(ValueType.of(Purchase.class));
        assertThat(orders.distinct().sortBy(Purchase::city).limit(1).type()).isEqualTo(ValueType.of(Purchase.class));
    }

    @Test
    void the_type_of_what_flat_map_yields_is_unknown_when_erasure_hides_it() {
        assertThat(orders.flatMap(order -> List.of(order.city())).type()).isEqualTo(ValueType.UNKNOWN);
        assertThat(orders.flatMap(DatasetTest::letters).type()).isEqualTo(ValueType.of(String.class));
    }

    private static List<String> letters(Purchase order) {
        return Arrays.asList(order.city().split(""));
    }

    @Test
    void a_tokenizer_yields_what_it_is_given() {
        Dataset<String> strings = orders.map(Purchase::city);

        assertThat(strings.flatMap(Tokenizers.<String>whitespace()).type()).isEqualTo(ValueType.of(String.class));
        assertThat(strings.map(Text::of).flatMap(Tokenizers.<Text>whitespace()).type())
                .isEqualTo(ValueType.of(Text.class));
    }

    @Test
    void groups_know_the_types_of_key_and_result() {
        assertThat(orders.groupBy(Purchase::city).count().type())
                .isEqualTo(ValueType.of(Pair.class, ValueType.of(String.class), ValueType.of(Long.class)));
        assertThat(orders.keyBy(Purchase::customer)
                        .reduce((left, right) -> left)
                        .type())
                .isEqualTo(ValueType.of(Pair.class, ValueType.of(Integer.class), ValueType.of(Purchase.class)));
        assertThat(orders.groupBy(Purchase::city)
                        .aggregate(Aggregators.count(), (city, count) -> city + count)
                        .type())
                .isEqualTo(ValueType.of(String.class));
    }

    @Test
    void a_stated_type_is_taken_at_its_word() {
        Dataset<Map<String, Long>> maps = orders.map(order -> Map.of(order.city(), 1L));

        assertThat(maps.as(new TypeRef<Map<String, Long>>() {}).type())
                .isEqualTo(ValueType.of(Map.class, ValueType.of(String.class), ValueType.of(Long.class)));
        assertThat(maps.as(Map.class).type()).isEqualTo(ValueType.of(Map.class));
    }

    @Test
    void a_union_of_different_types_is_of_no_known_type() {
        Dataset<Object> longs = session.range(0, 3).map(number -> (Object) number);

        assertThat(session.range(0, 3).union(session.range(3, 6)).type()).isEqualTo(ValueType.of(Long.class));
        assertThat(longs.union(session.range(0, 3)).type()).isEqualTo(ValueType.UNKNOWN);
        assertThat(longs.union(orders).count()).isEqualTo(5);
    }

    // ---- plans

    @Test
    void transforming_leaves_the_original_as_it_was() {
        PlanNode before = orders.plan().root();

        Dataset<Purchase> filtered = orders.filter(order -> order.price() > 2);

        assertThat(orders.plan().root()).isSameAs(before);
        assertThat(filtered.plan().root().inputs()).containsExactly(before);
    }

    @Test
    void nodes_come_once_and_after_their_inputs() {
        Dataset<Long> numbers = session.range(0, 3);
        Dataset<Long> diamond = numbers.map(number -> number + 1).union(numbers.map(number -> number + 2));

        List<PlanNode> order = diamond.plan().topologicalOrder();

        assertThat(order).extracting(PlanNode::name).containsExactly("range 0 to 3", "map", "map", "union");
    }

    @Test
    void a_plan_of_a_hundred_thousand_steps_is_walked_without_a_stack_overflow() {
        PlanNode node = session.range(0, 3).plan().root();
        for (int i = 0; i < 100_000; i++) {
            node = new PlanNode.Distinct("distinct", node);
        }

        assertThat(Dataset.of(session, node).plan().topologicalOrder()).hasSize(100_001);
    }

    @Test
    void the_last_operator_can_be_given_a_name() {
        Dataset<Long> numbers = session.range(0, 3);
        List<Dataset<?>> named = List.of(
                numbers.named("x"),
                numbers.map(number -> number).named("x"),
                numbers.filter(number -> true).named("x"),
                numbers.flatMap(number -> List.of(number)).named("x"),
                numbers.as(Long.class).named("x"),
                numbers.union(numbers).named("x"),
                numbers.distinct().named("x"),
                numbers.groupBy(number -> number).count().named("x"),
                numbers.sortBy(number -> number).named("x"),
                numbers.limit(5).named("x"));

        for (Dataset<?> dataset : named) {
            assertThat(dataset.plan().root().name()).isEqualTo("x");
            assertThat(dataset.collect()).isNotEmpty();
        }
    }

    @Test
    void further_keys_are_added_to_the_same_sort() {
        Dataset<Purchase> sorted = orders.sortBy(Purchase::city).thenBy(Purchase::price, Order.DESCENDING);

        PlanNode.Sort sort = (PlanNode.Sort) sorted.plan().root();

        assertThat(sort.keys()).extracting(PlanNode.SortKey::descending).containsExactly(false, true);
        assertThat(sort.input()).isSameAs(orders.plan().root());
    }

    // ---- what is refused

    @Test
    void a_negative_limit_is_refused() {
        assertThatThrownBy(() -> orders.limit(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got -1");
    }

    @Test
    void types_without_codec_are_refused_where_they_are_needed_and_by_whom() {
        Dataset<Unsupported> files = session.range(0, 3).map(number -> new Unsupported(new File("a")));

        assertThatThrownBy(files::distinct)
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.INVALID_PLAN))
                .hasMessageMatching("distinct at .*: the record cannot be encoded\\..*")
                .hasMessageContaining("file");
        assertThatThrownBy(() -> files.groupBy(file -> file))
                .hasMessageMatching("groupBy at .*: the key cannot be encoded\\..*");
        assertThatThrownBy(() -> files.sortBy(file -> 1))
                .hasMessageMatching("sortBy at .*: the record cannot be encoded\\..*");
        assertThatThrownBy(files::collect).hasMessageMatching("collect at .*: the record cannot be encoded\\..*");
        assertThatThrownBy(() -> session.range(0, 3)
                        .groupBy(number -> number)
                        .reduce((a, b) -> a)
                        .map(pair -> new File("a"))
                        .distinct())
                .hasMessageContaining("java.io.File");
    }

    @Test
    void the_sort_by_a_key_without_order_is_refused() {
        record Key(Map<String, Long> counts) implements Comparable<Key> {
            @Override
            public int compareTo(Key other) {
                return counts.size() - other.counts.size();
            }
        }

        assertThatThrownBy(() -> orders.sortBy(order -> new Key(Map.of())))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("sortBy at ")
                .hasMessageContaining(": the key's type")
                .hasMessageContaining("has no order");
    }

    @Test
    void a_capture_that_cannot_travel_is_refused_when_the_operator_is_added() {
        Thread thread = Thread.currentThread();

        assertThatThrownBy(() -> orders.filter(order -> thread.isAlive()))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("filter at ")
                .hasMessageContaining("java.lang.Thread");
    }
}
