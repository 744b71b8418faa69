package io.dataflow.shuffle.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.shuffle.RecordCursor;
import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.TrackingPool;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Spill files that somebody altered on purpose, checksums included: reading them gives records or a {@link
 * CorruptBlockException}, never another failure, and no memory for what a field merely claims.
 */
class SpillFileFuzzTest {
    private static final int TRAILER_BYTES = 24;
    private static final int ENTRY_BYTES = 24;

    @Seeds(100)
    void an_altered_file_is_read_or_corrupt(Random random) throws IOException {
        boolean sorted = random.nextBoolean();
        byte[] valid = validFile(random, sorted);
        for (int i = 0; i < 40; i++) {
            byte[] altered = alter(valid, random);
            if (random.nextInt(4) > 0) {
                repairChecksums(altered);
            }
            readOrCorrupt(altered);
        }
    }

    @Seeds(50)
    void random_bytes_with_a_good_trailer_are_read_or_corrupt(Random random) throws IOException {
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[TRAILER_BYTES + random.nextInt(300)];
            random.nextBytes(bytes);
            int regions = random.nextInt(3);
            ByteBuffer.wrap(bytes)
                    .position(bytes.length - TRAILER_BYTES)
                    .putLong(0x44465350494C4C31L)
                    .putInt(random.nextInt(2))
                    .putInt(1 + random.nextInt(100))
                    .putInt(regions);
            placeRegion(bytes, random);
            repairChecksums(bytes);
            readOrCorrupt(bytes);
        }
    }

    @Seeds(100)
    void random_entries_of_a_region_are_read_or_corrupt(Random random) {
        for (int i = 0; i < 200; i++) {
            byte[] packed = new byte[random.nextInt(60)];
            random.nextBytes(packed);
            for (int j = 0; j < packed.length; j++) {
                packed[j] &= (byte) (random.nextInt(8) == 0 ? 0xFF : 0x0F);
            }
            Region region = new Region(0, random.nextInt(300), random.nextInt(30), packed.length, 0);
            try {
                boolean sorted = random.nextBoolean();
                RegionIndex index = RegionIndex.of(region, packed, 1 + random.nextInt(20), sorted);
                SegmentRange range = sorted ? index.keys(new byte[] {3}, new byte[] {9}) : index.partitions(1, 5);
                assertThat(range.lengthBytes()).isBetween(0L, region.lengthBytes());
            } catch (CorruptBlockException e) {
                assertThat(e).hasMessageContaining("segment index");
            }
        }
    }

    private static byte[] validFile(Random random, boolean sorted) throws IOException {
        TrackingPool pool = new TrackingPool(1 << 24);
        MemoryBudget budget = pool.budget("writer", 1 << 20);
        MemorySpillDirectory directory = new MemorySpillDirectory();
        int partitions = sorted ? 1 : 1 + random.nextInt(20);
        try (SpillFileWriter writer = sorted
                ? SpillFileWriter.ofSortedRuns(directory, "file", budget, 1 << 10)
                : SpillFileWriter.ofPartitions(directory, "file", budget, 1 << 10, partitions)) {
            for (int region = 0; region < 1 + random.nextInt(3); region++) {
                writer.beginRegion();
                for (int partition = 0; partition < partitions; partition++) {
                    writer.beginSegment(partition);
                    writeRecords(writer, random);
                    writer.endSegment();
                }
                writer.endRegion();
            }
            SpillFile file = writer.finish();
            try (SpillSource source = directory.open("file")) {
                byte[] bytes = new byte[(int) source.sizeBytes()];
                SpillFooter.read(source, 0, bytes, 0, bytes.length);
                return bytes;
            } finally {
                file.close();
                pool.close();
            }
        }
    }

    private static void writeRecords(SpillFileWriter writer, Random random) throws IOException {
        byte[] buffer = new byte[600];
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            byte[] key = {(byte) i, 1, 2};
            byte[] value = new byte[random.nextInt(500)];
            int end = RecordLayout.write(buffer, 0, key, 0, key.length, value, 0, value.length);
            writer.append(buffer, 0, end, 1);
        }
    }

    /** Other bytes, fewer, more, or some in another place. */
    private static byte[] alter(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 50));
            case 1 -> {
                int length = random.nextInt(Math.min(100, bytes.length));
                System.arraycopy(
                        valid,
                        random.nextInt(bytes.length - length),
                        bytes,
                        random.nextInt(bytes.length - length),
                        length);
            }
            case 2 -> {
                // A field of the footer, or what looks like one.
                int at = Math.max(0, bytes.length - 4 - random.nextInt(Math.min(120, bytes.length)));
                if (bytes.length >= 4) {
                    int[] odd = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, random.nextInt()};
                    ByteBuffer.wrap(bytes).putInt(at, odd[random.nextInt(odd.length)]);
                }
            }
            default -> {
                for (int flips = 1 + random.nextInt(5); flips > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
        }
        return bytes;
    }

    /** One region that fills what is in front of the entries, if there is one. */
    private static void placeRegion(byte[] bytes, Random random) {
        int regions = ByteBuffer.wrap(bytes).getInt(bytes.length - 8);
        int entries = bytes.length - TRAILER_BYTES - regions * ENTRY_BYTES;
        if (regions == 1 && entries >= 0) {
            int blocks = random.nextInt(entries + 1);
            ByteBuffer.wrap(bytes)
                    .position(entries)
                    .putLong(blocks)
                    .putLong(random.nextInt(10))
                    .putInt(entries - blocks);
        }
    }

    /** Makes the checksums of regions and footer right again, as far as they can be found. */
    private static void repairChecksums(byte[] bytes) {
        if (bytes.length < TRAILER_BYTES) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int regions = buffer.getInt(bytes.length - 8);
        long entries = bytes.length - TRAILER_BYTES - (long) regions * ENTRY_BYTES;
        if (regions < 0 || entries < 0) {
            return;
        }
        long at = 0;
        for (int region = 0; region < regions; region++) {
            int entry = (int) entries + region * ENTRY_BYTES;
            long index = at + buffer.getLong(entry);
            int length = buffer.getInt(entry + 16);
            if (index < 0 || length < 0 || index + length > entries || index + length < 0) {
                break;
            }
            buffer.putInt(entry + 20, crc(bytes, (int) index, length));
            at = index + length;
        }
        buffer.putInt(bytes.length - 4, crc(bytes, (int) entries, bytes.length - 4 - (int) entries));
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private static void readOrCorrupt(byte[] bytes) throws IOException {
        MemorySpillDirectory directory = new MemorySpillDirectory();
        try (SpillSink sink = directory.create("file")) {
            sink.write(bytes, 0, bytes.length);
            sink.finish();
        }
        try {
            SpillFile file = SpillFile.open(directory, "file");
            int partitions = file.partitionCount();
            readAll(file, file.partitions(0, partitions));
            readAll(file, file.partitions(partitions / 2, partitions));
            if (file.sorted() && file.regionCount() > 0) {
                readAll(file, List.of(file.keys(0, new byte[] {1}, new byte[] {3})));
            }
        } catch (CorruptBlockException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void readAll(SpillFile file, List<SegmentRange> ranges) throws IOException {
        BlockCodec codec = new BlockCodec();
        RecordCursor cursor = new RecordCursor();
        try (SegmentReader reader = file.read(ranges)) {
            for (byte[] encoded = reader.next(); encoded != null; encoded = reader.next()) {
                Block block = codec.decode(encoded, 0, encoded.length);
                cursor.reset(block);
                while (cursor.next()) {
                    assertThat(cursor.recordEnd()).isLessThanOrEqualTo(block.end());
                }
            }
        }
    }
}
