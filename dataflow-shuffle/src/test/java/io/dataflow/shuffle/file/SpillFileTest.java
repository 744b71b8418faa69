package io.dataflow.shuffle.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.TrackingPool;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpillFileTest {
    private static final int BLOCK_BYTES = 1 << 10;

    private final TrackingPool pool = new TrackingPool(1 << 26);
    private final MemoryBudget budget = pool.budget("writer", 1 << 20);
    private final MemorySpillDirectory directory = new MemorySpillDirectory();

    @AfterEach
    void nothing_leaks() {
        pool.close();
    }

    @Seeds(50)
    void any_range_of_partitions_comes_back_from_a_reopened_file(Random random) throws IOException {
        int partitionCount = 1 + random.nextInt(500);
        List<List<String>> model = new ArrayList<>();
        SpillFile written = write(random, partitionCount, 1 + random.nextInt(4), model, budget);
        SpillDirectory read = random.nextBoolean() ? directory : new FaultyDirectory(directory).readShort();
        SpillFile reopened = SpillFile.open(read, "file");

        for (int i = 0; i < 30; i++) {
            int from = random.nextInt(partitionCount + 1);
            int to = from + random.nextInt(partitionCount + 1 - from);
            List<String> expected = new ArrayList<>();
            for (List<String> region : model) {
                expected.addAll(
                        region.stream().filter(record -> isIn(record, from, to)).toList());
            }
            assertThat(records(reopened, reopened.partitions(from, to))).isEqualTo(expected);
            assertThat(records(written, written.partitions(from, to))).isEqualTo(expected);
        }

        assertThat(reopened.regionCount()).isEqualTo(written.regionCount());
        assertThat(reopened.sizeBytes()).isEqualTo(directory.usedBytes());
        written.close();
        assertThat(directory.names()).isEmpty();
    }

    @Seeds(20)
    void what_is_kept_of_the_index_changes_nothing_but_memory(Random random) throws IOException {
        int partitionCount = 1 + random.nextInt(300);
        List<List<String>> model = new ArrayList<>();
        MemoryBudget keeper = pool.budget("keeper", random.nextInt(5000));
        SpillFile file = write(random, partitionCount, 1 + random.nextInt(10), model, keeper);

        assertThat(file.memoryBytes()).isEqualTo(keeper.reservedBytes());
        for (int partition = 0; partition < partitionCount; partition += 7) {
            int wanted = partition;
            List<String> expected = new ArrayList<>();
            for (List<String> region : model) {
                expected.addAll(region.stream()
                        .filter(record -> isIn(record, wanted, wanted + 1))
                        .toList());
            }
            assertThat(records(file, file.partitions(wanted, wanted + 1))).isEqualTo(expected);
        }

        file.close();
        assertThat(keeper.reservedBytes()).isZero();
    }

    @Test
    void every_flipped_bit_of_a_file_is_found() throws IOException {
        int partitionCount = 3;
        SpillFile file = write(new Random(7), partitionCount, 2, new ArrayList<>(), budget);

        for (long offset = 0; offset < file.sizeBytes(); offset++) {
            FaultyDirectory faulty = new FaultyDirectory(directory).flipBit(offset, (int) (offset % 8));
            assertThatThrownBy(() -> readEachPartition(faulty, partitionCount))
                    .as("byte %d of %d", offset, file.sizeBytes())
                    .isInstanceOf(CorruptBlockException.class);
        }
        file.close();
    }

    @Test
    void every_missing_end_of_a_file_is_found() throws IOException {
        int partitionCount = 3;
        SpillFile file = write(new Random(8), partitionCount, 2, new ArrayList<>(), budget);

        for (long missing = 1; missing <= file.sizeBytes(); missing++) {
            FaultyDirectory faulty = new FaultyDirectory(directory).cutOff(missing);
            assertThatThrownBy(() -> readEachPartition(faulty, partitionCount))
                    .as("%d of %d bytes missing", missing, file.sizeBytes())
                    .isInstanceOf(CorruptBlockException.class);
        }
        file.close();
    }

    @Test
    void blocks_that_are_missing_behind_a_good_index_are_found() throws IOException {
        SpillFile file = write(new Random(9), 3, 2, new ArrayList<>(), budget);
        List<SegmentRange> all = file.partitions(0, 3);
        FaultyDirectory faulty = new FaultyDirectory(directory).cutOff(file.sizeBytes() - 100);

        try (SegmentReader reader = new SegmentReader(faulty, "file", all)) {
            assertThatThrownBy(() -> {
                        while (reader.next() != null) {
                            assertThat(reader.blockOffset()).isLessThan(100);
                        }
                    })
                    .isInstanceOf(CorruptBlockException.class)
                    .hasMessageContaining("the end is missing");
        }
        file.close();
    }

    @Test
    void an_index_that_names_other_blocks_is_found_by_their_records() throws IOException {
        SpillFile file = write(new Random(10), 3, 1, new ArrayList<>(), budget);
        SegmentRange first = file.partitions(0, 1).get(0);
        SegmentRange second = file.partitions(1, 2).get(0);
        SegmentRange misplaced = new SegmentRange(first.offset(), first.lengthBytes(), first.recordCount() + 1);

        assertThat(second.offset()).isEqualTo(first.offset() + first.lengthBytes());
        assertThatThrownBy(() -> records(file, List.of(misplaced)))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("number of records");
        file.close();
    }

    @Test
    void a_writer_that_is_closed_early_leaves_no_file_and_no_lease() throws IOException {
        SpillFileWriter writer = SpillFileWriter.ofPartitions(directory, "file", budget, BLOCK_BYTES, 2);
        writer.beginRegion();
        writer.beginSegment(0);
        writer.append(new byte[] {0, 0}, 0, 2, 1);
        assertThat(directory.names()).containsExactly("file");

        writer.close();
        writer.close();

        assertThat(directory.names()).isEmpty();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void partitions_that_do_not_exist_are_refused() throws IOException {
        SpillFile file = write(new Random(11), 3, 1, new ArrayList<>(), budget);

        assertThatThrownBy(() -> file.partitions(0, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.partitions(-1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.keys(0, null, null)).isInstanceOf(IllegalArgumentException.class);
        file.close();
    }

    private static void readEachPartition(SpillDirectory directory, int partitionCount) throws IOException {
        SpillFile file = SpillFile.open(directory, "file");
        for (int partition = 0; partition < partitionCount; partition++) {
            records(file, file.partitions(partition, partition + 1));
        }
    }

    /** Each record is keyed "partition:number". Some partitions of a region stay empty, but never all. */
    private SpillFile write(
            Random random, int partitionCount, int regionCount, List<List<String>> model, MemoryBudget keeper)
            throws IOException {
        try (SpillFileWriter writer =
                SpillFileWriter.ofPartitions(directory, "file", budget, BLOCK_BYTES, partitionCount)) {
            for (int region = 0; region < regionCount; region++) {
                model.add(writeRegion(random, partitionCount, writer));
            }
            return writer.finish(keeper);
        }
    }

    private static List<String> writeRegion(Random random, int partitionCount, SpillFileWriter writer)
            throws IOException {
        List<String> records = new ArrayList<>();
        byte[] buffer = new byte[4000];
        writer.beginRegion();
        for (int partition = 0; partition < partitionCount; partition++) {
            boolean small = partitionCount <= 3;
            int count = random.nextInt(5) == 0 && !small ? 0 : 1 + random.nextInt(small ? 3 : 6);
            writer.beginSegment(partition);
            for (int i = 0; i < count; i++) {
                String key = partition + ":" + i;
                byte[] keyBytes = key.getBytes(StandardCharsets.US_ASCII);
                byte[] value = new byte[random.nextInt(4) == 0 && !small ? 2000 : 20];
                int end = RecordLayout.write(buffer, 0, keyBytes, 0, keyBytes.length, value, 0, value.length);
                writer.append(buffer, 0, end, 1);
                records.add(key);
            }
            writer.endSegment();
        }
        writer.endRegion();
        return records;
    }

    private static boolean isIn(String record, int from, int to) {
        int partition = Integer.parseInt(record.substring(0, record.indexOf(':')));
        return partition >= from && partition < to;
    }

    private static List<String> records(SpillFile file, List<SegmentRange> ranges) throws IOException {
        List<String> records = new ArrayList<>();
        BlockCodec codec = new BlockCodec();
        try (SegmentReader reader = file.read(ranges)) {
            for (byte[] bytes = reader.next(); bytes != null; bytes = reader.next()) {
                Block block = codec.decode(bytes, 0, bytes.length);
                for (int at = block.offset(); at < block.end(); at = RecordLayout.end(block.bytes(), at)) {
                    int keyOffset = RecordLayout.keyOffset(block.bytes(), at);
                    int keyLength = RecordLayout.keyLength(block.bytes(), at);
                    records.add(new String(block.bytes(), keyOffset, keyLength, StandardCharsets.US_ASCII));
                }
            }
        }
        return records;
    }
}
