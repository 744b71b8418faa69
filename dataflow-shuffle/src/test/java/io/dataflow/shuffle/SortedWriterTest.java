package io.dataflow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.shuffle.file.FaultyDirectory;
import io.dataflow.shuffle.file.MemorySpillDirectory;
import io.dataflow.shuffle.file.SpillException;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryExhaustedException;
import io.dataflow.shuffle.memory.TrackingPool;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SortedWriterTest {
    /** Stable, so equal keys keep the order of the list; strings compare as their bytes do. */
    private static final Comparator<TestRecord> BY_KEY = Comparator.comparing(TestRecord::key);

    private final TrackingPool pool = new TrackingPool(1 << 26);
    private final MemorySpillDirectory directory = new MemorySpillDirectory();

    @AfterEach
    void nothing_leaks() {
        pool.close();
        assertThat(directory.names()).isEmpty();
        assertThat(directory.usedBytes()).isZero();
    }

    @Seeds(60)
    void merged_runs_are_the_records_in_stable_order(Random random) throws IOException {
        MemoryBudget budget = randomBudget(random);
        MemoryBudget store = pool.budget("store", random.nextInt(1 << (1 + random.nextInt(22))));
        List<TestRecord> records = TestRecord.random(random, random.nextInt(2500), 1, 100);

        ShuffleOutput output = write(records, budget, store);

        assertThat(merged(output, null, null)).isEqualTo(sorted(records, null, null));
        for (int i = 0; i < 6; i++) {
            String low = bound(random, records);
            String high = bound(random, records);
            assertThat(merged(output, low, high)).isEqualTo(sorted(records, low, high));
        }
        assertThat(TestRecord.read(output, new Selection.Partitions(0, 1))).hasSameElementsAs(records);
        assertThat(output.memoryBytes()).isEqualTo(store.reservedBytes());
        output.close();
    }

    private MemoryBudget randomBudget(Random random) {
        return pool.budget("writer", SortedWriter.FLOOR_BYTES + 6000 + random.nextInt(1 << (8 + random.nextInt(14))));
    }

    private ShuffleOutput write(List<TestRecord> records, MemoryBudget budget, MemoryBudget store) throws IOException {
        try (SortedWriter writer = new SortedWriter(budget, store, directory, "output")) {
            for (TestRecord record : records) {
                record.writeTo(writer);
            }
            ShuffleOutput output = writer.commit();
            assertThat(budget.reservedBytes()).isZero();
            assertThat(writer.writtenRecords()).isEqualTo(records.size());
            assertThat(writer.spilledBytes()).isEqualTo(directory.usedBytes());
            assertThat(output.inMemory()).isEqualTo(directory.usedBytes() == 0);
            assertThat(output.sizes().partitionRecords()).containsExactly(records.size());
            assertThat(output.sizes().partitionBytes()).containsExactly(writer.writtenBytes());
            return output;
        }
    }

    private static List<TestRecord> sorted(List<TestRecord> records, @Nullable String low, @Nullable String high) {
        return records.stream()
                .filter(record -> low == null || record.key().compareTo(low) >= 0)
                .filter(record -> high == null || record.key().compareTo(high) < 0)
                .sorted(BY_KEY)
                .toList();
    }

    /** Every run on its own, as stored and as sent, and then all of them merged by the stable sort of the model. */
    private static List<TestRecord> merged(ShuffleOutput output, @Nullable String low, @Nullable String high)
            throws IOException {
        List<TestRecord> all = new ArrayList<>();
        for (int region = 0; region < output.sizes().regionCount(); region++) {
            Selection range = new Selection.KeyRange(
                    region, low == null ? null : TestRecord.bytes(low), high == null ? null : TestRecord.bytes(high));
            List<TestRecord> run = TestRecord.read(output, range);
            assertThat(run).isSortedAccordingTo(BY_KEY);
            assertThat(TestRecord.readEncoded(output, range)).isEqualTo(run);
            all.addAll(run);
        }
        return sorted(all, null, null);
    }

    private static @Nullable String bound(Random random, List<TestRecord> records) {
        if (records.isEmpty() || random.nextInt(5) == 0) {
            return null;
        }
        String key = records.get(random.nextInt(records.size())).key();
        return switch (random.nextInt(4)) {
            case 0 -> key + "\0";
            case 1 -> key.substring(0, random.nextInt(key.length() + 1));
            case 2 -> key + "\u00ff";
            default -> key;
        };
    }

    @Seeds(10)
    void ranges_of_keys_that_were_cut_in_the_index_are_exact(Random random) throws IOException {
        MemoryBudget budget = pool.budget("writer", SortedWriter.FLOOR_BYTES + 200_000);
        MemoryBudget store = pool.budget("store", 0);
        List<TestRecord> records = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            records.add(new TestRecord(0, "x".repeat(60 + random.nextInt(10)) + random.nextInt(50), "v" + i));
        }

        ShuffleOutput output = write(records, budget, store);

        for (int i = 0; i < 50; i++) {
            String low = bound(random, records);
            String high = bound(random, records);
            assertThat(merged(output, low, high)).isEqualTo(sorted(records, low, high));
        }
        output.close();
    }

    @Seeds(30)
    void samples_weigh_all_bytes_and_cut_them_evenly(Random random) throws IOException {
        MemoryBudget budget = randomBudget(random);
        MemoryBudget store = pool.budget("store", 1 << 22);
        List<TestRecord> records = new ArrayList<>();
        int count = 1 + random.nextInt(1 << (1 + random.nextInt(12)));
        for (int i = 0; i < count; i++) {
            records.add(new TestRecord(0, "" + random.nextInt(1_000_000) + "k".repeat(random.nextInt(90)), "value"));
        }

        ShuffleOutput output = write(records, budget, store);

        List<KeySample> samples = output.sizes().samples();
        long bytes = output.sizes().partitionBytes()[0];
        assertThat(samples).hasSizeBetween(1, 128);
        assertThat(samples.stream().mapToLong(KeySample::weightBytes).sum()).isEqualTo(bytes);
        assertThat(samples).allSatisfy(sample -> assertThat(sample.key()).hasSizeLessThanOrEqualTo(64));
        assertThat(samples).isSortedAccordingTo(Comparator.comparing(KeySample::key, Arrays::compareUnsigned));
        long heaviest = samples.stream().mapToLong(KeySample::weightBytes).max().orElseThrow();
        assertThat(heaviest).isLessThanOrEqualTo(Math.max(200, bytes / 20));
        output.close();
    }

    @Test
    void a_record_that_fits_no_block_has_one_to_itself() throws IOException {
        MemoryBudget budget = pool.budget("writer", 4 << 20);
        List<TestRecord> records = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            records.add(new TestRecord(0, "key " + (7 - i), ("" + i).repeat(300_000)));
            records.add(new TestRecord(0, "key " + i, "short"));
        }
        for (int stored : new int[] {0, 1 << 23}) {
            ShuffleOutput output = write(records, budget, pool.budget("store", stored));

            assertThat(merged(output, null, null)).isEqualTo(sorted(records, null, null));
            assertThat(merged(output, "key 2", "key 5")).isEqualTo(sorted(records, "key 2", "key 5"));
            output.close();
        }
    }

    @Test
    void records_longer_than_its_memory_become_runs_by_themselves() throws IOException {
        MemoryBudget budget = pool.budget("task 9", 1 << 20);
        MemoryBudget store = pool.budget("store", 1 << 20);
        List<TestRecord> records = List.of(
                new TestRecord(0, "b", "short"),
                new TestRecord(0, "c", "x".repeat(5 << 20)),
                new TestRecord(0, "a", "y".repeat(3 << 20)),
                new TestRecord(0, "a", "short"));

        try (SortedWriter writer = new SortedWriter(budget, store, directory, "output")) {
            for (TestRecord record : records) {
                record.writeTo(writer);
            }
            ShuffleOutput output = writer.commit();
            assertThat(output.sizes().regionCount()).isEqualTo(4);
            assertThat(merged(output, null, null)).isEqualTo(sorted(records, null, null));
            output.close();
        }
    }

    @Test
    void less_than_the_floor_is_refused_with_the_numbers() {
        MemoryBudget budget = pool.budget("task 9", 1 << 20);

        assertThatThrownBy(() -> new SortedWriter(pool.budget("poor", 1000), budget, directory, "output"))
                .isInstanceOf(MemoryExhaustedException.class)
                .hasMessageContainingAll("poor", "" + SortedWriter.FLOOR_BYTES);
    }

    @Test
    void a_record_becomes_a_run_when_others_hold_the_memory() throws IOException {
        MemoryBudget others = pool.budget("others", 1 << 26);
        MemoryBudget budget = pool.budget("writer", 8 << 20);
        MemoryBudget store = pool.budget("store", 1 << 20);
        List<TestRecord> records = TestRecord.random(new Random(2), 20, 1, 400_000);

        try (SortedWriter writer = new SortedWriter(budget, store, directory, "output")) {
            assertThat(others.tryReserve(others.availableBytes() - 10_000)).isTrue();
            for (TestRecord record : records) {
                record.writeTo(writer);
            }
            ShuffleOutput output = writer.commit();
            assertThat(merged(output, null, null)).isEqualTo(sorted(records, null, null));
            assertThat(merged(output, "a", null)).isEqualTo(sorted(records, "a", null));
            output.close();
        }
        others.release(others.reservedBytes());
    }

    @Test
    void an_output_without_records_has_no_regions_and_no_samples() throws IOException {
        ShuffleOutput output = write(List.of(), pool.budget("writer", 1 << 20), pool.budget("store", 1000));

        assertThat(output.sizes().regionCount()).isZero();
        assertThat(output.sizes().samples()).isEmpty();
        assertThat(TestRecord.read(output, new Selection.Partitions(0, 1))).isEmpty();
        assertThatThrownBy(() -> output.open(new Selection.KeyRange(0, null, null)))
                .isInstanceOf(IllegalArgumentException.class);
        output.close();
    }

    @Test
    void a_full_disk_at_any_write_leaves_nothing_behind() throws IOException {
        MemoryBudget budget = pool.budget("writer", SortedWriter.FLOOR_BYTES + 30_000);
        List<TestRecord> records = TestRecord.random(new Random(4), 1500, 1, 200);
        boolean completed = false;

        for (int n = 1; !completed; n++) {
            FaultyDirectory faulty = new FaultyDirectory(directory).failOnWrite(n);
            try (SortedWriter writer = new SortedWriter(budget, budget, faulty, "output")) {
                for (TestRecord record : records) {
                    record.writeTo(writer);
                }
                writer.commit().close();
                completed = true;
            } catch (SpillException e) {
                assertThat(e).hasMessageContaining("No space left on device");
            }
            assertThat(completed).isNotEqualTo(faulty.failed());
            assertThat(directory.names()).isEmpty();
            assertThat(budget.reservedBytes()).isZero();
            assertThat(n).isLessThan(10_000);
        }
    }

    @Test
    void other_partitions_than_the_first_are_refused() throws IOException {
        MemoryBudget budget = pool.budget("writer", 1 << 20);

        try (SortedWriter writer = new SortedWriter(budget, budget, directory, "output")) {
            assertThatThrownBy(() -> new TestRecord(1, "k", "v").writeTo(writer))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void the_same_records_have_the_same_hash_in_memory_and_in_runs() throws IOException {
        List<TestRecord> records = IntStream.range(0, 3000)
                .mapToObj(i -> new TestRecord(0, "key " + (i * 7919 % 3000), "value " + i))
                .toList();
        MemoryBudget store = pool.budget("store", 1 << 22);

        ShuffleOutput large = write(records, pool.budget("large", 1 << 24), store);
        ShuffleOutput small = write(records, pool.budget("small", SortedWriter.FLOOR_BYTES + 20_000), store);

        assertThat(small.sizes().regionCount()).isGreaterThan(large.sizes().regionCount());
        assertThat(small.sizes().contentHash()).isEqualTo(large.sizes().contentHash());
        large.close();
        small.close();
    }
}
