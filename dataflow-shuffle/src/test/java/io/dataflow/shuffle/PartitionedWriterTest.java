package io.dataflow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.file.FaultyDirectory;
import io.dataflow.shuffle.file.MemorySpillDirectory;
import io.dataflow.shuffle.file.SpillException;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryExhaustedException;
import io.dataflow.shuffle.memory.TrackingPool;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionedWriterTest {
    private final TrackingPool pool = new TrackingPool(1 << 26);
    private final MemorySpillDirectory directory = new MemorySpillDirectory();

    @AfterEach
    void nothing_leaks() {
        pool.close();
        assertThat(directory.names()).isEmpty();
        assertThat(directory.usedBytes()).isZero();
    }

    @Seeds(100)
    void every_partition_gets_its_records_in_order(Random random) throws IOException {
        int partitionCount = 1 + random.nextInt(random.nextInt(3) == 0 ? 300 : 10);
        long floorBytes = PartitionedWriter.floorBytes(partitionCount);
        MemoryBudget budget = pool.budget("writer", floorBytes + random.nextInt(1 << (8 + random.nextInt(14))));
        MemoryBudget store = pool.budget("store", random.nextInt(1 << (1 + random.nextInt(22))));
        List<TestRecord> records = TestRecord.random(random, random.nextInt(3000), partitionCount, 200);

        ShuffleOutput output = write(records, partitionCount, budget, store);

        for (int i = 0; i < 20; i++) {
            int from = random.nextInt(partitionCount);
            assertThat(TestRecord.readAll(from, () -> output.open(new Selection.Partitions(from, from + 1))))
                    .isEqualTo(of(records, from));
        }
        int from = random.nextInt(partitionCount + 1);
        int to = from + random.nextInt(partitionCount + 1 - from);
        Selection.Partitions range = new Selection.Partitions(from, to);
        assertThat(TestRecord.read(output, range)).hasSameElementsAs(anonymous(records, from, to));
        assertThat(TestRecord.readEncoded(output, range)).isEqualTo(TestRecord.read(output, range));
        assertSizes(output.sizes(), records, partitionCount);
        assertThat(output.memoryBytes()).isEqualTo(store.reservedBytes());
        output.close();
    }

    private ShuffleOutput write(List<TestRecord> records, int partitionCount, MemoryBudget budget, MemoryBudget store)
            throws IOException {
        try (PartitionedWriter writer = new PartitionedWriter(partitionCount, budget, store, directory, "output")) {
            for (TestRecord record : records) {
                record.writeTo(writer);
            }
            ShuffleOutput output = writer.commit();
            assertThat(budget.reservedBytes()).isZero();
            assertThat(writer.writtenRecords()).isEqualTo(records.size());
            assertThat(writer.spilledBytes()).isEqualTo(directory.usedBytes());
            assertThat(output.inMemory()).isEqualTo(directory.usedBytes() == 0);
            return output;
        }
    }

    private static void assertSizes(OutputSizes sizes, List<TestRecord> records, int partitionCount) {
        long[] bytes = new long[partitionCount];
        long[] counts = new long[partitionCount];
        for (TestRecord record : records) {
            bytes[record.partition()] +=
                    RecordLayout.size(record.key().length(), record.value().length());
            counts[record.partition()]++;
        }
        assertThat(sizes.partitionBytes()).isEqualTo(bytes);
        assertThat(sizes.partitionRecords()).isEqualTo(counts);
        assertThat(sizes.regionCount() == 0).isEqualTo(records.isEmpty());
        assertThat(sizes.samples()).isEmpty();
    }

    private static List<TestRecord> of(List<TestRecord> records, int partition) {
        return records.stream()
                .filter(record -> record.partition() == partition)
                .toList();
    }

    private static List<TestRecord> anonymous(List<TestRecord> records, int from, int to) {
        return records.stream()
                .filter(record -> record.partition() >= from && record.partition() < to)
                .map(record -> new TestRecord(0, record.key(), record.value()))
                .toList();
    }

    @Seeds(10)
    void the_content_hash_is_the_same_however_it_was_written(Random random) throws IOException {
        List<TestRecord> records = TestRecord.random(random, 2000, 5, 300);
        long floorBytes = PartitionedWriter.floorBytes(5);
        MemoryBudget large = pool.budget("large", 1 << 24);
        MemoryBudget small = pool.budget("small", floorBytes + 5000);
        MemoryBudget store = pool.budget("store", 1 << 24);

        ShuffleOutput inMemory = write(records, 5, large, store);
        List<TestRecord> shuffled = new ArrayList<>(records);
        Collections.shuffle(shuffled, random);
        ShuffleOutput inFile = write(shuffled, 5, small, store);

        assertThat(inMemory.inMemory()).isTrue();
        assertThat(inFile.inMemory()).isFalse();
        assertThat(inFile.sizes().contentHash()).isEqualTo(inMemory.sizes().contentHash());
        assertThat(inFile.sizes().partitionBytes()).isEqualTo(inMemory.sizes().partitionBytes());
        inMemory.close();
        inFile.close();
    }

    @Test
    void ten_thousand_partitions_work_in_one_mebibyte() throws IOException {
        int partitionCount = 10_000;
        MemoryBudget budget = pool.budget("writer", 1 << 20);
        MemoryBudget store = pool.budget("store", 0);
        Random random = new Random(3);
        List<TestRecord> records = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            records.add(new TestRecord(random.nextInt(partitionCount), "key " + i, "a value of some length " + i));
        }

        ShuffleOutput output = write(records, partitionCount, budget, store);

        assertThat(output.sizes().regionCount()).isGreaterThan(1);
        for (int partition = 0; partition < partitionCount; partition += 997) {
            int wanted = partition;
            assertThat(TestRecord.readAll(wanted, () -> output.open(new Selection.Partitions(wanted, wanted + 1))))
                    .isEqualTo(of(records, wanted));
        }
        assertThat(TestRecord.read(output, new Selection.Partitions(0, partitionCount)))
                .hasSize(records.size());
        output.close();
    }

    @Test
    void the_floor_is_small() {
        assertThat(PartitionedWriter.floorBytes(1)).isLessThanOrEqualTo((64 << 10) + 64);
        assertThat(PartitionedWriter.floorBytes(10_000)).isLessThanOrEqualTo((64 << 10) + 64 * 10_000);
    }

    @Test
    void less_than_the_floor_is_refused_with_the_numbers() {
        long floorBytes = PartitionedWriter.floorBytes(100);
        MemoryBudget budget = pool.budget("task 3", floorBytes - 1);

        assertThatThrownBy(() -> new PartitionedWriter(100, budget, budget, directory, "output"))
                .isInstanceOf(MemoryExhaustedException.class)
                .hasMessageContainingAll("task 3", "" + floorBytes, "100 partitions");

        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void a_record_of_five_mebibytes_is_written_with_one_and_with_sixteen() throws IOException {
        byte[] value = new byte[5 << 20];
        new Random(1).nextBytes(value);
        TestRecord record = TestRecord.of(1, new byte[] {7}, value);
        TestRecord small = new TestRecord(1, "small", "record");
        MemoryBudget one = pool.budget("small task", 1 << 20);
        MemoryBudget sixteen = pool.budget("large task", 16 << 20);

        for (MemoryBudget budget : List.of(one, sixteen)) {
            for (int stored : new int[] {0, 16 << 20}) {
                MemoryBudget store = pool.budget("store", stored);
                List<TestRecord> records = List.of(small, record, small, record, record, small);
                ShuffleOutput output = write(records, 2, budget, store);
                assertThat(TestRecord.readAll(1, () -> output.open(new Selection.Partitions(1, 2))))
                        .isEqualTo(records);
                output.close();
            }
        }
    }

    @Test
    void a_record_passes_straight_through_when_others_hold_the_memory() throws IOException {
        MemoryBudget others = pool.budget("others", 1 << 26);
        MemoryBudget budget = pool.budget("writer", 8 << 20);
        MemoryBudget store = pool.budget("store", 1 << 20);
        Random random = new Random(2);
        List<TestRecord> records = TestRecord.random(random, 20, 3, 400_000);

        try (PartitionedWriter writer = new PartitionedWriter(3, budget, store, directory, "output")) {
            assertThat(others.tryReserve(others.availableBytes() - 10_000)).isTrue();
            for (TestRecord record : records) {
                record.writeTo(writer);
            }
            ShuffleOutput output = writer.commit();
            for (int partition = 0; partition < 3; partition++) {
                int wanted = partition;
                assertThat(TestRecord.readAll(wanted, () -> output.open(new Selection.Partitions(wanted, wanted + 1))))
                        .isEqualTo(of(records, wanted));
            }
            assertSizes(output.sizes(), records, 3);
            assertThat(output.sizes().regionCount()).isGreaterThan(5);
            output.close();
        }
        others.release(others.reservedBytes());
    }

    @Test
    void many_small_partitions_stay_small_in_memory() throws IOException {
        MemoryBudget budget = pool.budget("writer", 1 << 24);
        MemoryBudget store = pool.budget("store", 1 << 24);
        List<TestRecord> records = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            records.add(new TestRecord(i, "key", "value"));
        }

        ShuffleOutput output = write(records, 1000, budget, store);

        assertThat(output.inMemory()).isTrue();
        assertThat(output.memoryBytes()).isLessThan(100_000);
        output.close();
    }

    @Test
    void an_output_without_records_is_empty_and_in_memory() throws IOException {
        MemoryBudget budget = pool.budget("writer", 1 << 20);
        MemoryBudget store = pool.budget("store", 0);

        ShuffleOutput output = write(List.of(), 4, budget, store);

        assertThat(output.inMemory()).isTrue();
        assertThat(output.sizes().regionCount()).isZero();
        assertThat(TestRecord.read(output, new Selection.Partitions(0, 4))).isEmpty();
        output.close();
    }

    @Test
    void a_full_disk_at_any_write_leaves_nothing_behind() throws IOException {
        MemoryBudget budget = pool.budget("writer", PartitionedWriter.floorBytes(4) + 20_000);
        List<TestRecord> records = TestRecord.random(new Random(4), 1500, 4, 200);
        boolean completed = false;

        for (int n = 1; !completed; n++) {
            FaultyDirectory faulty = new FaultyDirectory(directory).failOnWrite(n);
            try (PartitionedWriter writer = new PartitionedWriter(4, budget, budget, faulty, "output")) {
                for (TestRecord record : records) {
                    record.writeTo(writer);
                }
                writer.commit().close();
                completed = true;
            } catch (SpillException e) {
                assertThat(e).hasMessageContainingAll("No space left on device", "faulty memory");
            }
            assertThat(completed).isNotEqualTo(faulty.failed());
            assertThat(directory.names()).isEmpty();
            assertThat(budget.reservedBytes()).isZero();
            assertThat(n).isLessThan(10_000);
        }
    }

    @Test
    void closing_without_commit_discards_everything() throws IOException {
        MemoryBudget budget = pool.budget("writer", PartitionedWriter.floorBytes(2) + 5000);
        PartitionedWriter writer = new PartitionedWriter(2, budget, budget, directory, "output");
        for (TestRecord record : TestRecord.random(new Random(5), 1000, 2, 100)) {
            record.writeTo(writer);
        }
        assertThat(directory.names()).containsExactly("output");

        writer.close();
        writer.close();

        assertThat(directory.names()).isEmpty();
        assertThat(budget.reservedBytes()).isZero();
        assertThatThrownBy(() -> new TestRecord(0, "k", "v").writeTo(writer)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void impossible_arguments_are_named() throws IOException {
        MemoryBudget budget = pool.budget("writer", 1 << 20);
        byte[] bytes = new byte[10];
        assertThatThrownBy(() -> new PartitionedWriter(0, budget, budget, directory, "output"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PartitionedWriter(1, budget, budget, directory, "a/b"))
                .isInstanceOf(IllegalArgumentException.class);
        try (PartitionedWriter writer = new PartitionedWriter(2, budget, budget, directory, "output")) {
            assertThatThrownBy(() -> writer.write(2, bytes, 0, 1, bytes, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 partitions: 2");
            assertThatThrownBy(() -> writer.write(-1, bytes, 0, 1, bytes, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.write(0, bytes, 0, -1, bytes, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.write(0, bytes, 0, 1 << 30, bytes, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Selection.Partitions(3, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_selection_that_does_not_fit_the_output_is_refused() throws IOException {
        MemoryBudget budget = pool.budget("writer", 1 << 20);
        for (int stored : new int[] {0, 1 << 20}) {
            MemoryBudget store = pool.budget("store", stored);
            ShuffleOutput output = write(List.of(new TestRecord(0, "k", "v")), 2, budget, store);
            assertThatThrownBy(() -> output.open(new Selection.Partitions(0, 3)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> output.open(new Selection.KeyRange(0, null, null)))
                    .isInstanceOf(IllegalArgumentException.class);
            output.close();
        }
    }
}
