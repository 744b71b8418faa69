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

    private static MeasuredInputs twoSides(long[] left, long[] leftOutputs, long[] right) {
        MeasuredInputs inputs = new MeasuredInputs();
        List<OutputTracker> sides = List.of(
                outputs(left, leftOutputs),
                outputs(right, new long[] {Arrays.stream(right).sum()}));
        sides.forEach(side -> inputs.add(new ExchangeKind.Hashed(left.length), side));
        sides.forEach(side -> inputs.addSide(List.of(side)));
        return inputs;
    }

    /** Outputs of which each has its part of each partition. */
    private static OutputTracker outputs(long[] partitionBytes, long[] outputBytes) {
        return outputs(partitionBytes, outputBytes, true);
    }

    private static OutputTracker outputs(long[] partitionBytes, long[] outputBytes, boolean measuresTasks) {
        OutputTracker tracker = new OutputTracker(outputBytes.length, partitionBytes.length, measuresTasks);
        LiveWorker worker = new LiveWorker("w", "1", "w:1", 1, MIB, 0);
        double total = Math.max(1, Arrays.stream(outputBytes).sum());
        for (int task = 0; task < outputBytes.length; task++) {
            double part = outputBytes[task] / total;
            long[] bytes = Arrays.stream(partitionBytes)
                    .map(all -> (long) (all * part))
                    .toArray();
            tracker.commit(new AttemptId("j", 0, task, 0), worker, new OutputSizesLite(1, bytes, 1, List.of(), 0));
        }
        return tracker;
    }

    @Test
    void a_partition_that_is_much_larger_than_others_is_shared() {
        long[] left = {MIB, 128 * MIB, MIB, MIB};
        long[] right = {MIB, MIB, MIB, MIB};
        MeasuredInputs inputs = twoSides(left, new long[] {40 * MIB, 40 * MIB, 40 * MIB, 11 * MIB}, right);

        assertThat(planner.plan(BY_INPUT, inputs, 2))
                .containsExactly(
                        new InputRange.Partitions(0, 1),
                        new InputRange.Share(1, 0, 0, 1),
                        new InputRange.Share(1, 0, 1, 2),
                        new InputRange.Share(1, 0, 2, 3),
                        new InputRange.Share(1, 0, 3, 4),
                        new InputRange.Partitions(2, 4));
    }

    /** One of four outputs has the first of ten partitions, 90 MiB; the others have as much in the others. */
    private static MeasuredInputs oneLargeOutput(boolean measuresTasks) {
        OutputTracker left = new OutputTracker(4, 10, measuresTasks);
        LiveWorker worker = new LiveWorker("w", "1", "w:1", 1, MIB, 0);
        for (int task = 0; task < 4; task++) {
            long[] bytes = new long[10];
            if (task == 1) {
                bytes[0] = 90 * MIB;
            } else {
                Arrays.fill(bytes, 1, 10, 10 * MIB / 3);
            }
            left.commit(new AttemptId("j", 0, task, 0), worker, new OutputSizesLite(1, bytes, 1, List.of(), 0));
        }
        OutputTracker right = outputs(new long[10], new long[] {0});
        MeasuredInputs inputs = new MeasuredInputs();
        List.of(left, right).forEach(side -> inputs.add(new ExchangeKind.Hashed(10), side));
        List.of(left, right).forEach(side -> inputs.addSide(List.of(side)));
        return inputs;
    }

    private static InputRange.Share stripe(int from, int to, int number, int count) {
        return new InputRange.Share(0, 0, from, to, new InputRange.Stripe(number, count));
    }

    @Test
    void an_output_that_has_most_of_a_partition_is_divided_by_record() {
        MeasuredInputs inputs = oneLargeOutput(true);

        assertThat(planner.plan(BY_INPUT, inputs, 6))
                .startsWith(stripe(0, 4, 0, 3), stripe(0, 4, 1, 3), stripe(0, 4, 2, 3))
                .filteredOn(InputRange.Share.class::isInstance)
                .hasSize(3);
    }

    @Test
    void an_output_is_divided_by_record_only_for_slots_that_would_have_nothing_to_do() {
        MeasuredInputs inputs = oneLargeOutput(true);

        assertThat(planner.plan(BY_INPUT, inputs, 2)).noneMatch(InputRange.Share.class::isInstance);
        assertThat(planner.plan(BY_INPUT, inputs, 1_000))
                .filteredOn(range -> range instanceof InputRange.Share share && share.partition() == 0)
                .hasSize(InputRange.Stripe.MAX_COUNT);
    }

    @Test
    void where_it_is_not_known_what_each_output_has_of_a_partition_all_are_taken_to_have_their_part() {
        MeasuredInputs inputs = oneLargeOutput(false);

        assertThat(planner.plan(BY_INPUT, inputs, 2))
                .startsWith(
                        new InputRange.Share(0, 0, 0, 1),
                        new InputRange.Share(0, 0, 1, 2),
                        new InputRange.Share(0, 0, 2, 3),
                        new InputRange.Share(0, 0, 3, 4));
    }

    @Test
    void no_more_is_read_again_than_there_is_to_divide() {
        long[] outputBytes = new long[100];
        Arrays.fill(outputBytes, MIB);
        MeasuredInputs large = twoSides(new long[] {100 * MIB, 0}, outputBytes, new long[] {50 * MIB, 0});
        MeasuredInputs equal = twoSides(new long[] {100 * MIB, 0}, outputBytes, new long[] {101 * MIB, 0});
        MeasuredInputs one = twoSides(new long[] {100 * MIB, 0}, new long[] {100 * MIB}, new long[] {50 * MIB, 0});

        assertThat(planner.plan(BY_INPUT, large, 2))
                .filteredOn(InputRange.Share.class::isInstance)
                .hasSize(3);
        assertThat(planner.plan(BY_INPUT, equal, 2)).noneMatch(InputRange.Share.class::isInstance);
        assertThat(planner.plan(BY_INPUT, one, 100))
                .filteredOn(InputRange.Share.class::isInstance)
                .hasSize(3);
    }

    @Seeds(200)
    void every_record_of_the_divided_side_is_read_once_and_all_of_the_other_with_it(Random random) {
        int partitions = 1 + random.nextInt(12);
        long[] left = sizes(partitions, random);
        long[] right = sizes(partitions, random);
        long[] outputBytes = sizes(1 + random.nextInt(9), random);
        int[] covered = new int[partitions];
        int[] stripes = new int[partitions];
        int[] next = new int[partitions];

        for (InputRange range : planner.plan(BY_INPUT, twoSides(left, outputBytes, right), 1 + random.nextInt(99))) {
            if (range instanceof InputRange.Share share) {
                int outputs = share.side() == 0 ? outputBytes.length : 1;
                InputRange.Stripe stripe = share.stripe();
                assertThat(share.from()).isEqualTo(next[share.partition()]);
                assertThat(share.to()).isLessThanOrEqualTo(outputs);
                assertThat(stripes[share.partition()]++).isEqualTo(stripe.number());
                if (stripe.number() == stripe.count() - 1) {
                    next[share.partition()] = share.to();
                    stripes[share.partition()] = 0;
                    covered[share.partition()] += share.to() == outputs ? 1 : 0;
                }
            } else {
                InputRange.Partitions part = (InputRange.Partitions) range;
                for (int partition = part.from(); partition < part.to(); partition++) {
                    covered[partition]++;
                }
            }
        }

        assertThat(covered).containsExactly(ones(partitions));
    }

    private static int[] ones(int count) {
        int[] ones = new int[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static long[] sizes(int count, Random random) {
        long[] sizes = new long[count];
        for (int i = 0; i < count; i++) {
            sizes[i] = random.nextInt(4) == 0 ? 0 : (long) (Math.pow(random.nextDouble(), 6) * 400 * MIB);
        }
        return sizes;
    }
}
