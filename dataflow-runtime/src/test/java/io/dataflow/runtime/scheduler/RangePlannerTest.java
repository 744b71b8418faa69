package io.dataflow.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangePlannerTest {
    private static final long MIB = 1 << 20;
    private static final TaskCount BY_INPUT = new TaskCount.ByInput();

    private final RangePlanner planner = new RangePlanner(SchedulerOptions.defaults());

    @Test
    void tiny_inputs_are_one_task() {
        long[] partitionBytes = new long[200];
        Arrays.fill(partitionBytes, 1000);

        assertThat(planner.partitions(BY_INPUT, partitionBytes, 64)).containsExactly(new InputRange.Partitions(0, 200));
        assertThat(planner.partitions(BY_INPUT, new long[200], 64)).containsExactly(new InputRange.Partitions(0, 200));
    }

    @Test
    void middling_inputs_use_all_slots() {
        long[] partitionBytes = new long[100];
        Arrays.fill(partitionBytes, MIB / 10);

        assertThat(planner.partitions(BY_INPUT, partitionBytes, 8)).hasSize(8);
    }

    @Test
    void slots_are_left_free_rather_than_given_a_share_not_worth_a_task() {
        long[] partitionBytes = new long[100];
        Arrays.fill(partitionBytes, MIB / 100);

        assertThat(planner.partitions(BY_INPUT, partitionBytes, 1000)).hasSize(4);
    }

    @Test
    void large_inputs_are_cut_to_the_target() {
        long[] partitionBytes = new long[256];
        Arrays.fill(partitionBytes, MIB);

        assertThat(planner.partitions(BY_INPUT, partitionBytes, 4)).hasSize(16).allSatisfy(range -> {
            var partitions = (InputRange.Partitions) range;
            assertThat(partitions.to() - partitions.from()).isEqualTo(16);
        });
    }

    @Test
    void there_are_never_more_tasks_than_partitions() {
        assertThat(planner.partitions(BY_INPUT, new long[] {1000 * MIB, 1000 * MIB}, 8))
                .containsExactly(new InputRange.Partitions(0, 1), new InputRange.Partitions(1, 2));
    }

    @Test
    void a_large_partition_stands_alone_and_the_others_share_the_rest_evenly() {
        long[] partitionBytes = {64 * MIB, MIB, MIB, MIB, MIB, MIB, MIB, MIB, MIB};

        assertThat(planner.partitions(BY_INPUT, partitionBytes, 3))
                .startsWith(new InputRange.Partitions(0, 1))
                .hasSize(5)
                .allSatisfy(range -> {
                    var partitions = (InputRange.Partitions) range;
                    assertThat(partitions.to() - partitions.from()).isLessThanOrEqualTo(2);
                });
    }

    @Test
    void as_many_tasks_as_are_wanted_or_as_there_are_partitions() {
        assertThat(planner.partitions(new TaskCount.Wanted(3), new long[3], 64))
                .containsExactly(
                        new InputRange.Partitions(0, 1),
                        new InputRange.Partitions(1, 2),
                        new InputRange.Partitions(2, 3));
        assertThat(planner.partitions(new TaskCount.Wanted(9), new long[] {1, 2}, 1))
                .hasSize(2);
    }

    @Test
    void neighbouring_outputs_share_a_task_in_their_order() {
        assertThat(planner.outputs(BY_INPUT, new long[] {MIB, MIB, 30 * MIB}, 1))
                .containsExactly(new InputRange.Outputs(0, 2), new InputRange.Outputs(2, 3));
        assertThat(planner.outputs(new TaskCount.Wanted(1), new long[] {9 * MIB, 90 * MIB}, 8))
                .containsExactly(new InputRange.Outputs(0, 2));
    }

    @Seeds(200)
    void every_partition_is_read_once(Random random) {
        long[] partitionBytes = new long[1 + random.nextInt(300)];
        for (int i = 0; i < partitionBytes.length; i++) {
            partitionBytes[i] = random.nextInt(4) == 0 ? 0 : random.nextLong(1 + random.nextLong(100 * MIB));
        }
        int slots = 1 + random.nextInt(50);
        long totalBytes = Arrays.stream(partitionBytes).sum();

        List<InputRange> ranges = planner.partitions(BY_INPUT, partitionBytes, slots);

        int next = 0;
        for (InputRange range : ranges) {
            assertThat(((InputRange.Partitions) range).from()).isEqualTo(next);
            next = ((InputRange.Partitions) range).to();
        }
        assertThat(next).isEqualTo(partitionBytes.length);
        if (totalBytes >= slots * MIB / 4) {
            assertThat(ranges).hasSizeGreaterThanOrEqualTo(Math.min(slots, partitionBytes.length));
        }
    }

    @Test
    void keys_are_cut_into_ranges_of_equal_weight() {
        KeySamples samples = new KeySamples();
        List<Sample> keys = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            keys.add(new Sample(new byte[] {(byte) i}, MIB));
        }
        samples.add(keys);

        assertThat(planner.keys(BY_INPUT, samples, 256 * MIB, 4))
                .hasSize(16)
                .startsWith(new InputRange.Keys(null, new byte[] {16}))
                .contains(new InputRange.Keys(new byte[] {112}, new byte[] {(byte) 128}))
                .endsWith(new InputRange.Keys(new byte[] {(byte) 240}, null));
    }

    @Test
    void records_of_one_key_are_one_task() {
        KeySamples samples = new KeySamples();
        for (int i = 0; i < 20; i++) {
            samples.add(List.of(new Sample(new byte[] {7}, 100 * MIB)));
        }

        assertThat(planner.keys(BY_INPUT, samples, 2000 * MIB, 8)).containsExactly(new InputRange.Keys(null, null));
        assertThat(planner.keys(BY_INPUT, new KeySamples(), 0, 8)).containsExactly(new InputRange.Keys(null, null));
    }

    @Test
    void a_heavy_key_stays_in_one_range_and_costs_the_others_nothing() {
        KeySamples samples = new KeySamples();
        samples.add(List.of(
                new Sample(new byte[] {1}, 16 * MIB),
                new Sample(new byte[] {2}, 64 * MIB),
                new Sample(new byte[] {2}, 64 * MIB),
                new Sample(new byte[] {3}, 16 * MIB)));

        assertThat(planner.keys(BY_INPUT, samples, 160 * MIB, 1))
                .containsExactly(
                        new InputRange.Keys(null, new byte[] {2}),
                        new InputRange.Keys(new byte[] {2}, new byte[] {3}),
                        new InputRange.Keys(new byte[] {3}, null));
    }

    @Seeds(100)
    void boundaries_are_strictly_increasing_unsigned_keys(Random random) {
        KeySamples samples = new KeySamples();
        for (int i = 0; i < 500; i++) {
            byte[] key = new byte[random.nextInt(4)];
            random.nextBytes(key);
            samples.add(List.of(new Sample(key, random.nextLong(20 * MIB))));
        }

        List<byte[]> boundaries = samples.boundaries(1 + random.nextInt(300));

        for (int i = 1; i < boundaries.size(); i++) {
            assertThat(Arrays.compareUnsigned(boundaries.get(i - 1), boundaries.get(i)))
                    .isNegative();
        }
    }

    @Test
    void many_samples_are_thinned_out_and_keep_their_weight() {
        KeySamples samples = new KeySamples();
        for (int i = 0; i < 5 * KeySamples.MAX_SAMPLES; i++) {
            int spread = i * ((1 << 24) / (5 * KeySamples.MAX_SAMPLES));
            byte[] key = {(byte) (spread >>> 16), (byte) (spread >>> 8), (byte) spread};
            samples.add(List.of(new Sample(key, 1000)));
        }

        assertThat(samples.size()).isLessThanOrEqualTo(2 * KeySamples.MAX_SAMPLES);
        List<byte[]> boundaries = samples.boundaries(4);
        assertThat(boundaries).hasSize(3);
        assertThat(boundaries.get(0)[0] & 0xff).isBetween(63, 65);
        assertThat(boundaries.get(1)[0] & 0xff).isBetween(127, 129);
        assertThat(boundaries.get(2)[0] & 0xff).isBetween(191, 193);
    }
}
