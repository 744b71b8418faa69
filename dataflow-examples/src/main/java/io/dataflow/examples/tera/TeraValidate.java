package io.dataflow.examples.tera;

import io.dataflow.api.Session;
import io.dataflow.api.io.FixedWidthFiles;
import io.dataflow.api.text.Text;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of sorted records. Tasks look at a block of records each; what they found is put together in the
 * order of the files and of the places in them, so that it does not matter who looked at what.
 *
 * @param recordCount how many records there are
 * @param checksum the sum of all records' CRC-32, which does not depend on their order
 * @param duplicateKeyCount how many records have the key of the record before them
 * @param outOfOrder the first record whose key is less than the key of the record before it
 */
public record TeraValidate(long recordCount, long checksum, long duplicateKeyCount, Optional<Place> outOfOrder) {

    /** Where a record begins, in bytes. */
    public record Place(String path, long offset) {}

    /** What was found in a block, and what matters to its neighbours. */
    private record Inspected(Place start, Text firstKey, Text lastKey, TeraValidate findings) {}

    /** Looks at all records of the files, in the order of their paths. */
    public static TeraValidate of(Session session, FixedWidthFiles files) {
        Inspection all = new Inspection();
        session.read(files.blocks())
                .map(TeraValidate::inspect)
                .sortBy(block -> block.start().path())
                .thenBy(block -> block.start().offset())
                .forEach(all::add);
        return all.findings();
    }

    private static Inspected inspect(FixedWidthFiles.Block block) {
        Inspection inspection = new Inspection();
        CRC32 crc = new CRC32();
        for (int i = 0; i < block.count(); i++) {
            Text record = block.record(i);
            crc.reset();
            crc.update(record.bytes(), record.offset(), record.length());
            inspection.meet(TeraSort.key(record), block.path(), block.start() + (long) i * record.length());
            inspection.addRecord(crc.getValue());
        }
        Text firstKey = TeraSort.key(block.record(0));
        Text lastKey = TeraSort.key(block.record(block.count() - 1));
        return new Inspected(new Place(block.path(), block.start()), firstKey, lastKey, inspection.findings());
    }

    /** Goes from one record or block to the next. Confined to one thread. */
    private static final class Inspection {
        private long recordCount;
        private long checksum;
        private long duplicateKeyCount;
        private Optional<Place> outOfOrder = Optional.empty();
        private @Nullable Text lastKey;

        /** A key that comes next, and where. */
        void meet(Text key, String path, long offset) {
            int order = lastKey == null ? -1 : lastKey.compareTo(key);
            if (order == 0) {
                duplicateKeyCount++;
            } else if (order > 0 && outOfOrder.isEmpty()) {
                outOfOrder = Optional.of(new Place(path, offset));
            }
            lastKey = key;
        }

        void addRecord(long crc) {
            recordCount++;
            checksum += crc;
        }

        void add(Inspected block) {
            meet(block.firstKey(), block.start().path(), block.start().offset());
            TeraValidate found = block.findings();
            recordCount += found.recordCount();
            checksum += found.checksum();
            duplicateKeyCount += found.duplicateKeyCount();
            outOfOrder = outOfOrder.or(found::outOfOrder);
            lastKey = block.lastKey();
        }

        TeraValidate findings() {
            return new TeraValidate(recordCount, checksum, duplicateKeyCount, outOfOrder);
        }
    }
}
