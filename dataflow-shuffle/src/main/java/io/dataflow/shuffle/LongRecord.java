package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.RecordLayout;
import java.io.IOException;

/** A record that has a block to itself, longer than blocks usually are. */
final class LongRecord {
    static final Block NOTHING = new Block(new byte[0], 0, 0, 0);

    private LongRecord() {}

    /** What to tell when there is no memory for one. */
    static String purpose(long lengthBytes) {
        return "a record of " + lengthBytes + " bytes";
    }

    /** A block of one record with the key of the only record of {@code block}, and no value. */
    static Block keyOf(Block block) throws IOException {
        RecordCursor cursor = new RecordCursor();
        cursor.reset(block);
        cursor.next();
        return keyOf(cursor);
    }

    /** A block of one record with the key that {@code cursor} stands at, and no value. */
    static Block keyOf(RecordCursor cursor) {
        int size = RecordLayout.size(cursor.keyLength(), 0);
        byte[] bytes = new byte[size];
        RecordLayout.write(bytes, 0, cursor.bytes(), cursor.keyOffset(), cursor.keyLength(), bytes, 0, 0);
        return new Block(bytes, 0, size, 1);
    }
}
