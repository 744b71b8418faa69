package io.dataflow.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.io.Split;
import io.dataflow.runtime.closure.HandOver;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.closure.SentSplits;
import io.dataflow.runtime.protocol.Parcel;
import io.dataflow.runtime.protocol.StageSplits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackingTest {
    private final PlanSerializer serializer = new PlanSerializer();
    private final Packing here = new Packing(serializer, new HandOver(), true);
    private final Packing elsewhere = new Packing(serializer, new HandOver(), false);

    record Part(long from) implements Split {
        @Override
        public long sizeBytes() {
            return 1;
        }
    }

    record Names(List<String> names) implements Split {
        @Override
        public long sizeBytes() {
            return 1;
        }
    }

    record Unwritable(Thread thread) implements Split {
        @Override
        public long sizeBytes() {
            return 1;
        }
    }

    private static List<Split> read(StageSplits splits, int task) {
        Parcel parcel = Objects.requireNonNull(splits.of(task));
        return new SentSplits(parcel).read(splits.placeOf(task), PackingTest.class.getClassLoader());
    }

    private static List<List<Split>> parts(int taskCount) {
        return IntStream.range(0, taskCount)
                .mapToObj(task -> List.<Split>of(new Part(task)))
                .toList();
    }

    @Test
    void attempts_in_this_process_get_the_objects_themselves_if_nothing_can_change_in_them() {
        List<List<Split>> tasks = List.of(List.of(new Part(1), new Part(2)), List.of(new Part(3)));

        StageSplits splits = here.packSplits(tasks);

        assertThat(read(splits, 0).get(1)).isSameAs(tasks.get(0).get(1));
        assertThat(read(splits, 1)).hasSize(1).first().isSameAs(tasks.get(1).get(0));
        assertThat(serializer.classes()).contains(Part.class);
    }

    @Test
    void attempts_get_copies_of_objects_that_can_change() {
        List<String> names = new ArrayList<>(List.of("a"));

        StageSplits splits = here.packSplits(List.of(List.of(new Part(1), new Names(names))));
        names.add("b");

        assertThat(read(splits, 0)).containsExactly(new Part(1), new Names(List.of("a")));
    }

    @Test
    void attempts_elsewhere_get_bytes() {
        StageSplits splits = elsewhere.packSplits(parts(2));

        assertThat(splits.parcels()).hasSize(2).allSatisfy(parcel -> assertThat(parcel.length())
                .isPositive());
        assertThat(read(splits, 1)).containsExactly(new Part(1));
    }

    @Test
    void splits_of_many_tasks_travel_together() {
        StageSplits splits = elsewhere.packSplits(parts(200));

        assertThat(splits.parcels()).hasSize(4);
        for (int task = 0; task < 200; task++) {
            assertThat(read(splits, task)).containsExactly(new Part(task));
        }
        assertThat(splits.of(256)).isNull();
    }

    @Test
    void splits_that_can_change_or_are_long_travel_by_themselves() {
        List<List<Split>> mutable = new ArrayList<>(parts(200));
        mutable.set(150, List.of(new Names(new ArrayList<>(List.of("a")))));
        List<List<Split>> lengthy = IntStream.range(0, 200)
                .mapToObj(task -> List.<Split>of(new Names(List.of("x".repeat(2_000) + task))))
                .toList();

        assertThat(elsewhere.packSplits(mutable).parcels()).hasSize(200);
        assertThat(elsewhere.packSplits(lengthy).parcels()).hasSize(200);
        assertThat(read(elsewhere.packSplits(mutable), 150)).containsExactly(new Names(List.of("a")));
    }

    @Test
    void what_is_not_among_the_splits_is_an_error() {
        StageSplits splits = elsewhere.packSplits(parts(1));
        SentSplits sent = new SentSplits(splits.parcels().get(0));

        assertThatThrownBy(() -> sent.read(1, PackingTest.class.getClassLoader()))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("Splits of 1 tasks were sent, and those at 1 are to be read");
    }

    @Test
    void what_cannot_be_sent_is_refused_also_where_it_need_not_be() {
        assertThatThrownBy(() -> here.pack(new Unwritable(new Thread())))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("Thread");
        assertThatThrownBy(() -> here.pack(new Part(1)).bytes()).isInstanceOf(IllegalStateException.class);
    }
}
