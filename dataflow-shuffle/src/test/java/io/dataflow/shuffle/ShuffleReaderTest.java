package io.dataflow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.file.FaultyDirectory;
import io.dataflow.shuffle.file.MemorySpillDirectory;
import io.dataflow.shuffle.file.SpillException;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryExhaustedException;
import io.dataflow.shuffle.memory.TrackingPool;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShuffleReaderTest {
    private static final Comparator<TestRecord> BY_KEY = Comparator.comparing(TestRecord::key);
    private static final long BLOCK_BYTES = 16 << 10;

    private final TrackingPool pool = new TrackingPool(1 << 26);
    private final MemoryBudget store = pool.budget("store", 1 << 24);
    private final MemorySpillDirectory directory = new MemorySpillDirectory();
    private final List<ShuffleOutput> outputs = new ArrayList<>();

    @AfterEach
    void nothing_leaks() {
        outputs.forEach(ShuffleOutput::close);
        pool.close();
        assertThat(directory.names()).isEmpty();
    }

    @Seeds(60)
    void a_merge_is_stable_whatever_fits_at_once(Random random) throws IOException {
        List<TestRecord> all = new ArrayList<>();
        List<CountedRun> runs = new ArrayList<>();
        int runCount = random.nextInt(40);
        for (int i = 0; i < runCount; i++) {
            List<TestRecord> records = TestRecord.random(random, random.nextInt(200), 1, 50);
            all.addAll(records);
            runs.add(run(records));
        }
        MemoryBudget budget = pool.budget("merge", 5 * BLOCK_BYTES + random.nextInt(1 << 19));

        List<TestRecord> merged;
        try (RecordReader reader = ShuffleReader.merge(runs, budget, budget, directory, "merge", BLOCK_BYTES)) {
            assertThat(budget.reservedBytes()).isZero();
            merged = TestRecord.readAll(0, reader);
            assertThat(reader.next()).isFalse();
        }

        assertThat(merged).isEqualTo(all.stream().sorted(BY_KEY).toList());
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.opened).isEqualTo(1);
            assertThat(run.open).isZero();
        });
        assertThat(budget.reservedBytes()).isZero();
    }

    /** A run in memory that counts who opens it. */
    private final class CountedRun implements BlockReaderOpener {
        private final ShuffleOutput output;
        private int opened;
        private int open;

        CountedRun(ShuffleOutput output) {
            this.output = output;
        }

        @Override
        public BlockReader open() throws IOException {
            opened++;
            open++;
            BlockReader reader = output.open(new Selection.Partitions(0, 1));
            return new BlockReader() {
                private boolean closed;

                @Override
                public @Nullable Block next() throws IOException {
                    return reader.next();
                }

                @Override
                public void close() {
                    open -= closed ? 0 : 1;
                    closed = true;
                    reader.close();
                }
            };
        }
    }

    private CountedRun run(List<TestRecord> records) throws IOException {
        MemoryBudget budget = pool.budget("run", 4 << 20);
        try (SortedWriter writer = new SortedWriter(budget, store, directory, "run")) {
            for (TestRecord record : records) {
                record.writeTo(writer);
            }
            ShuffleOutput output = writer.commit();
            assertThat(output.inMemory()).isTrue();
            outputs.add(output);
            return new CountedRun(output);
        }
    }

    private List<CountedRun> runs(int count, int recordsEach) throws IOException {
        List<CountedRun> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<TestRecord> records = new ArrayList<>();
            for (int j = 0; j < recordsEach; j++) {
                records.add(new TestRecord(0, "key " + (j * 31 % 100), "run " + i));
            }
            runs.add(run(records));
        }
        return runs;
    }

    @Test
    void no_more_runs_are_open_than_the_budget_has_blocks() throws IOException {
        List<CountedRun> runs = runs(30, 10);
        MemoryBudget budget = pool.budget("merge", 8 * BLOCK_BYTES);
        int[] mostOpen = new int[1];
        List<BlockReaderOpener> watched = new ArrayList<>();
        for (CountedRun run : runs) {
            watched.add(() -> {
                BlockReader reader = run.open();
                mostOpen[0] = Math.max(
                        mostOpen[0], runs.stream().mapToInt(r -> r.open).sum());
                return reader;
            });
        }

        try (RecordReader reader = ShuffleReader.merge(watched, budget, budget, directory, "merge", BLOCK_BYTES)) {
            assertThat(TestRecord.readAll(0, reader)).hasSize(300);
        }

        assertThat(mostOpen[0]).isBetween(2, 8);
    }

    @Test
    void a_merge_that_is_closed_early_leaves_nothing() throws IOException {
        MemoryBudget budget = pool.budget("merge", 8 * BLOCK_BYTES);
        RecordReader reader = ShuffleReader.merge(runs(30, 10), budget, budget, directory, "merge", BLOCK_BYTES);
        for (int i = 0; i < 17; i++) {
            assertThat(reader.next()).isTrue();
        }
        assertThat(directory.names()).isNotEmpty();

        reader.close();
        reader.close();

        assertThat(directory.names()).isEmpty();
        assertThat(budget.reservedBytes()).isZero();
        assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
    }

    @Test
    void a_full_disk_at_any_write_of_a_merge_leaves_nothing() throws IOException {
        List<CountedRun> runs = runs(12, 10);
        MemoryBudget budget = pool.budget("merge", 6 * BLOCK_BYTES);
        boolean completed = false;

        for (int n = 1; !completed; n++) {
            FaultyDirectory faulty = new FaultyDirectory(directory).failOnWrite(n);
            try (RecordReader reader = ShuffleReader.merge(runs, budget, budget, faulty, "merge", BLOCK_BYTES)) {
                assertThat(TestRecord.readAll(0, reader)).hasSize(120);
                completed = true;
            } catch (SpillException e) {
                assertThat(e).hasMessageContaining("No space left on device");
            }
            assertThat(completed).isNotEqualTo(faulty.failed());
            assertThat(directory.names()).isEmpty();
            assertThat(budget.reservedBytes()).isZero();
            assertThat(runs).allSatisfy(run -> assertThat(run.open).isZero());
            assertThat(n).isLessThan(1000);
        }
    }

    @Test
    void a_merge_without_memory_for_two_runs_says_what_it_needs() throws IOException {
        List<CountedRun> runs = runs(5, 3);
        MemoryBudget budget = pool.budget("poor merge", BLOCK_BYTES + 100);

        try (RecordReader reader = ShuffleReader.merge(runs, budget, budget, directory, "merge", BLOCK_BYTES)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(MemoryExhaustedException.class)
                    .hasMessageContainingAll("poor merge", "sorted runs");
        }

        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void a_long_record_in_a_merge_is_leased_while_it_lasts() throws IOException {
        TestRecord longRecord = new TestRecord(0, "long", "x".repeat(400_000));
        CountedRun first = run(List.of(longRecord, new TestRecord(0, "short", "")));
        CountedRun second = run(List.of(new TestRecord(0, "other", "")));
        MemoryBudget enough = pool.budget("enough", 2 * BLOCK_BYTES + 400_000);
        MemoryBudget tooLittle = pool.budget("too little", 2 * BLOCK_BYTES + 100_000);

        try (RecordReader reader =
                ShuffleReader.merge(List.of(first, second), enough, enough, directory, "m", BLOCK_BYTES)) {
            assertThat(reader.next()).isTrue();
            assertThat(enough.reservedBytes()).isGreaterThan(2 * BLOCK_BYTES);
            assertThat(TestRecord.readAll(0, reader)).hasSize(2);
            assertThat(enough.reservedBytes()).isEqualTo(2 * BLOCK_BYTES);
        }
        try (RecordReader reader =
                ShuffleReader.merge(List.of(first, second), tooLittle, tooLittle, directory, "m", BLOCK_BYTES)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(MemoryExhaustedException.class)
                    .hasMessageContaining("too little");
        }
    }

    @Test
    void of_all_long_records_that_runs_stand_at_one_has_to_fit() throws IOException {
        List<CountedRun> runs = new ArrayList<>();
        List<TestRecord> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            List<TestRecord> records = List.of(
                    new TestRecord(0, "a" + i, "x".repeat(400_000 + i)),
                    new TestRecord(0, "b" + i, "short"),
                    new TestRecord(0, "c" + i, "y".repeat(500_000 + i)));
            runs.add(run(records));
            all.addAll(records);
        }
        all.sort(Comparator.comparing(TestRecord::key));
        MemoryBudget budget = pool.budget("merge", 6 * BLOCK_BYTES + 1_000);
        MemoryBudget longRecords = pool.budget("long records", 510_000);

        try (RecordReader reader = ShuffleReader.merge(runs, budget, longRecords, directory, "merge", BLOCK_BYTES)) {
            assertThat(TestRecord.readAll(0, reader)).isEqualTo(all);
        }

        assertThat(budget.reservedBytes()).isZero();
        assertThat(longRecords.reservedBytes()).isZero();
        assertThat(runs).allSatisfy(run -> assertThat(run.open).isZero());
    }

    @Test
    void a_long_record_that_does_not_fit_is_refused_by_the_budget_for_those() throws IOException {
        CountedRun run = run(List.of(new TestRecord(0, "a", "x".repeat(400_000))));
        MemoryBudget budget = pool.budget("merge", BLOCK_BYTES + 1_000);
        MemoryBudget longRecords = pool.budget("long records", 100_000);

        try (RecordReader reader =
                ShuffleReader.merge(List.of(run), budget, longRecords, directory, "merge", BLOCK_BYTES)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(MemoryExhaustedException.class, failure -> assertThat(failure.owner())
                            .isEqualTo("long records"))
                    .hasMessageContaining("a record of 400005 bytes");
        }
        try (RecordReader reader = ShuffleReader.concatenate(List.of(run), longRecords)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(MemoryExhaustedException.class)
                    .hasMessageContaining("a record of 400005 bytes");
        }
    }

    @Test
    void a_long_record_can_be_given_back_but_for_its_key() throws IOException {
        CountedRun run = run(List.of(new TestRecord(0, "a", "x".repeat(400_000)), new TestRecord(0, "b", "short")));
        MemoryBudget budget = pool.budget("merge", BLOCK_BYTES + 1_000);
        MemoryBudget longRecords = pool.budget("long records", 500_000);
        List<RecordReader> readers = List.of(
                ShuffleReader.merge(List.of(run), budget, longRecords, directory, "merge", BLOCK_BYTES),
                ShuffleReader.concatenate(List.of(run), longRecords));

        for (RecordReader reader : readers) {
            try (reader) {
                assertThat(reader.next()).isTrue();
                assertThat(longRecords.reservedBytes()).isPositive();
                reader.forgetValue();
                assertThat(longRecords.reservedBytes()).isZero();
                assertThat(TestRecord.current(0, reader)).isEqualTo(new TestRecord(0, "a", ""));
                assertThat(reader.next()).isTrue();
                reader.forgetValue();
                assertThat(TestRecord.current(0, reader)).isEqualTo(new TestRecord(0, "b", "short"));
                assertThat(reader.next()).isFalse();
            }
        }
    }

    @Test
    void nothing_merged_is_nothing() throws IOException {
        MemoryBudget budget = pool.budget("merge", 0);

        try (RecordReader reader = ShuffleReader.merge(List.of(), budget, budget, directory, "merge", BLOCK_BYTES)) {
            assertThat(reader.next()).isFalse();
            assertThatThrownBy(reader::bytes).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void what_comes_next_in_a_block_can_be_seen_ahead() throws IOException {
        CountedRun run = run(List.of(new TestRecord(0, "a", "1"), new TestRecord(0, "b", "2")));
        RecordCursor ahead = new RecordCursor();

        try (RecordReader reader = ShuffleReader.concatenate(List.of(run))) {
            reader.next();
            assertThat(reader.lookAhead(ahead)).isTrue();
            assertThat(ahead.next()).isTrue();
            assertThat(ahead.keyOffset()).isEqualTo(reader.keyOffset());
            assertThat(ahead.next()).isTrue();
            assertThat(TestRecord.current(0, reader)).isEqualTo(new TestRecord(0, "a", "1"));
            reader.next();
            assertThat(ahead.keyOffset()).isEqualTo(reader.keyOffset());
            assertThat(ahead.next()).isFalse();
        }
    }

    @Test
    void merged_records_cannot_be_seen_ahead() throws IOException {
        MemoryBudget budget = pool.budget("merge", 2 * BLOCK_BYTES + 1_000);
        List<CountedRun> runs = runs(2, 2);

        try (RecordReader reader =
                ShuffleReader.merge(runs, budget, pool.budget("long records", 0), directory, "merge", BLOCK_BYTES)) {
            reader.next();
            assertThat(reader.lookAhead(new RecordCursor())).isFalse();
        }
    }

    @Test
    void concatenated_sources_are_opened_one_at_a_time_and_only_when_needed() throws IOException {
        List<CountedRun> runs = runs(3, 2);
        runs.add(1, run(List.of()));

        try (RecordReader reader = ShuffleReader.concatenate(runs)) {
            assertThat(runs).allSatisfy(run -> assertThat(run.opened).isZero());
            assertThat(reader.next()).isTrue();
            assertThat(runs.get(0).open).isEqualTo(1);
            assertThat(runs.get(1).opened).isZero();
            assertThat(reader.next()).isTrue();
            assertThat(reader.next()).isTrue();
            assertThat(TestRecord.current(0, reader).value()).isEqualTo("run 1");
            assertThat(runs.get(0).open).isZero();
            assertThat(runs.get(1).opened).isEqualTo(1);
            assertThat(runs.get(2).open).isEqualTo(1);
        }

        assertThat(runs).allSatisfy(run -> assertThat(run.open).isZero());
        assertThat(runs.get(3).opened).isZero();
    }
}
