package io.dataflow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.shuffle.block.EncodedBlockReader;
import io.dataflow.shuffle.block.StoredBlock;
import io.dataflow.shuffle.file.DiskSpillDirectory;
import io.dataflow.shuffle.file.FaultyDirectory;
import io.dataflow.shuffle.file.MemorySpillDirectory;
import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.TrackingPool;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffleOutputTest {
    private static final int PARTITION_COUNT = 7;

    @TempDir
    private Path folder;

    private final TrackingPool pool = new TrackingPool(1 << 26);
    private final List<TestRecord> records = TestRecord.random(new Random(1), 4000, PARTITION_COUNT, 100);

    @AfterEach
    void nothing_leaks() {
        pool.close();
    }

    private ShuffleOutput write(SpillDirectory directory, boolean inMemory) throws IOException {
        MemoryBudget budget = pool.budget("writer", inMemory ? 1 << 24 : 100_000);
        MemoryBudget store = pool.budget("store", 1 << 24);
        try (PartitionedWriter writer = new PartitionedWriter(PARTITION_COUNT, budget, store, directory, "output")) {
            for (TestRecord record : records) {
                record.writeTo(writer);
            }
            ShuffleOutput output = writer.commit();
            assertThat(output.inMemory()).isEqualTo(inMemory);
            return output;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_withdrawn_output_says_so(boolean inMemory) throws IOException {
        SpillDirectory directory = new DiskSpillDirectory(folder);
        ShuffleOutput output = write(directory, inMemory);
        Selection everything = new Selection.Partitions(0, PARTITION_COUNT);

        try (BlockReader started = output.open(everything);
                EncodedBlockReader sending = output.openEncoded(everything);
                BlockReader waiting = output.open(everything)) {
            assertThat(started.next()).isNotNull();
            assertThat(sending.next()).isNotNull();

            output.close();
            output.close();

            assertThatThrownBy(started::next).isInstanceOf(IOException.class).hasMessageContaining("withdrawn");
            assertThatThrownBy(sending::next).isInstanceOf(IOException.class).hasMessageContaining("withdrawn");
            assertThatThrownBy(waiting::next).isInstanceOf(IOException.class).hasMessageContaining("withdrawn");
            assertThatThrownBy(() -> output.open(everything)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> output.openEncoded(everything)).isInstanceOf(IOException.class);
        }

        assertThat(output.memoryBytes()).isZero();
        assertThat(directory.usedBytes()).isZero();
    }

    /** Blocks of some sixty kilobytes in one partition, and short ones in the other. */
    private ShuffleOutput writeLarge() throws IOException {
        Random random = new Random(3);
        MemoryBudget budget = pool.budget("writer", 4 << 20);
        MemoryBudget store = pool.budget("store", 0);
        try (PartitionedWriter writer =
                new PartitionedWriter(2, budget, store, new DiskSpillDirectory(folder), "large")) {
            for (int i = 0; i < 600; i++) {
                byte[] value = new byte[i % 2 == 0 ? 10_000 : 10];
                random.nextBytes(value);
                writer.write(i % 2, new byte[] {(byte) i}, 0, 1, value, 0, value.length);
            }
            return writer.commit();
        }
    }

    @Test
    void a_block_is_in_its_file_as_it_is_read() throws IOException {
        ShuffleOutput output = writeLarge();
        Selection everything = new Selection.Partitions(0, 2);
        int storedCount = 0;
        int readCount = 0;
        try (EncodedBlockReader read = output.openEncoded(everything);
                EncodedBlockReader found = output.openEncoded(everything)) {
            for (byte[] expected = read.next(); expected != null; expected = read.next()) {
                assertThat(found.nextBytes()).isEqualTo(expected.length);
                StoredBlock stored = found.nextStored();
                if (stored == null) {
                    readCount++;
                    assertThat(found.next()).isEqualTo(expected);
                } else {
                    storedCount++;
                    assertThat(bytes(stored)).isEqualTo(expected);
                    stored.close();
                }
            }
            assertThat(found.nextBytes()).isNegative();
            assertThat(found.nextStored()).isNull();
        }
        assertThat(storedCount).isPositive();
        assertThat(readCount).isPositive();
        output.close();
    }

    private static byte[] bytes(StoredBlock stored) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(stored.lengthBytes());
        while (bytes.hasRemaining()) {
            int count = stored.file().read(bytes, stored.position() + bytes.position());
            assertThat(count).isPositive();
        }
        return bytes.array();
    }

    @Test
    void a_block_in_its_file_outlasts_its_reader_and_its_output() throws IOException {
        ShuffleOutput output = writeLarge();
        Selection first = new Selection.Partitions(0, 1);
        StoredBlock stored;
        byte[] expected;
        try (EncodedBlockReader read = output.openEncoded(first);
                EncodedBlockReader found = output.openEncoded(first)) {
            expected = read.next();
            stored = Objects.requireNonNull(found.nextStored());
        }
        output.close();

        assertThat(bytes(stored)).isEqualTo(expected);
        stored.close();
        stored.close();

        assertThat(stored.file().isOpen()).isFalse();
    }

    @Test
    void a_block_behind_the_end_of_its_file_is_not_handed_out() throws IOException {
        ShuffleOutput output = writeLarge();
        try (EncodedBlockReader found = output.openEncoded(new Selection.Partitions(0, 1))) {
            assertThat(found.nextBytes()).isPositive();
            try (FileChannel file = FileChannel.open(folder.resolve("large"), StandardOpenOption.WRITE)) {
                file.truncate(1_000);
            }

            assertThatThrownBy(found::nextStored)
                    .isInstanceOf(CorruptBlockException.class)
                    .hasMessageContaining("large");
        }
        output.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readers_beside_a_withdrawal_see_what_was_published_or_fail(boolean inMemory) throws IOException {
        Selection everything = new Selection.Partitions(0, PARTITION_COUNT);
        for (int round = 0; round < 10; round++) {
            ShuffleOutput output = write(new DiskSpillDirectory(folder), inMemory);
            List<TestRecord> published = TestRecord.read(output, everything);
            CountDownLatch started = new CountDownLatch(3);

            List<CompletableFuture<Integer>> readers = IntStream.range(0, 3)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> readOn(output, published, started)))
                    .toList();
            started.countDown();
            output.close();

            for (CompletableFuture<Integer> reader : readers) {
                assertThat(reader.join()).isBetween(0, published.size());
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** How many records were read, each of them the right one, before the output was withdrawn. */
    private static int readOn(ShuffleOutput output, List<TestRecord> published, CountDownLatch started) {
        int count = 0;
        started.countDown();
        try (RecordReader reader =
                ShuffleReader.concatenate(List.of(() -> output.open(new Selection.Partitions(0, PARTITION_COUNT))))) {
            while (reader.next()) {
                assertThat(TestRecord.current(0, reader)).isEqualTo(published.get(count++));
            }
            assertThat(count).isEqualTo(published.size());
        } catch (CorruptBlockException e) {
            throw new AssertionError("garbage was read", e);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("withdrawn");
        }
        return count;
    }

    @Test
    void many_readers_read_at_once() throws IOException {
        ShuffleOutput output = write(new DiskSpillDirectory(folder), false);
        List<TestRecord> published = TestRecord.read(output, new Selection.Partitions(0, PARTITION_COUNT));

        List<CompletableFuture<Integer>> readers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> readOn(output, published, new CountDownLatch(1))))
                .toList();

        assertThat(readers).allSatisfy(reader -> assertThat(reader.join()).isEqualTo(published.size()));
        output.close();
    }

    @Seeds(30)
    void a_flipped_bit_in_the_file_is_found_by_the_reader_here_and_elsewhere(Random random) throws IOException {
        MemorySpillDirectory directory = new MemorySpillDirectory();
        FaultyDirectory faulty = new FaultyDirectory(directory);
        ShuffleOutput output = write(faulty, false);
        Selection everything = new Selection.Partitions(0, PARTITION_COUNT);
        // All of these bytes are in blocks of the first region, which has some 40,000.
        faulty.flipBit(random.nextInt(10_000), random.nextInt(8));

        assertThatThrownBy(() -> TestRecord.read(output, everything)).isInstanceOf(CorruptBlockException.class);
        assertThatThrownBy(() -> TestRecord.readEncoded(output, everything)).isInstanceOf(CorruptBlockException.class);
        output.close();
    }

    @Test
    void blocks_are_valid_as_long_as_anyone_holds_them() throws IOException {
        ShuffleOutput output = write(new DiskSpillDirectory(folder), false);
        Block first;
        byte[] copy;
        try (BlockReader reader = output.open(new Selection.Partitions(0, PARTITION_COUNT))) {
            first = Objects.requireNonNull(reader.next());
            copy = first.bytes().clone();
            while (reader.next() != null) {
                assertThat(first.bytes()).isEqualTo(copy);
            }
        }
        output.close();

        assertThat(first.bytes()).isEqualTo(copy);
    }
}
