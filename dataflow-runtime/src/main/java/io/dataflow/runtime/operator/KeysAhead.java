package io.dataflow.runtime.operator;

import io.dataflow.shuffle.RecordCursor;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.hash.JoinTable;
import io.dataflow.shuffle.hash.KeyHash;
import java.io.IOException;

/**
 * The hashes of the keys that a reader comes to next. They are worked out some records ahead, and what a table has of them is loaded
 * at once: a probe of a large table mostly waits for memory, and so many wait together (Chen et al., "Improving hash join performance
 * through prefetching", 2004). Confined to one thread.
 */
final class KeysAhead {
    /** More than a core can wait for at the same time, and few enough to be still in the first-level cache. */
    private static final int COUNT = 64;

    private final JoinTable table;
    private final RecordReader reader;
    private final boolean sees;
    private final RecordCursor cursor = new RecordCursor();
    private final long[] hashes = new long[COUNT];
    private int count;
    private int next;

    /** Before the loop begins. */
    KeysAhead(JoinTable table, ReadLoop loop) {
        this.table = table;
        this.reader = loop.reader();
        this.sees = loop.takesAll();
    }

    /** The hash of the current record's key. To be asked once for each record, as they come. */
    long hash() throws IOException {
        if (next == count) {
            next = 0;
            count = look();
        }
        return hashes[next++];
    }

    /** How many there are, at least one. */
    private int look() throws IOException {
        if (!sees || !reader.lookAhead(cursor)) {
            hashes[0] = hash(reader.bytes(), reader.keyOffset());
            return 1;
        }
        int found = 0;
        while (found < COUNT && cursor.next()) {
            hashes[found++] = hash(cursor.bytes(), cursor.keyOffset());
        }
        table.touch(hashes, found);
        return found;
    }

    private static long hash(byte[] bytes, int keyOffset) {
        return KeyHash.of(bytes, keyOffset + Integer.BYTES, GroupKeys.keyLength(bytes, keyOffset));
    }
}
