package io.dataflow.shuffle.file;

import io.dataflow.shuffle.block.Varint;
import java.util.Arrays;

/** A growing array of varints and bytes. Confined to one thread. */
final class PackedWriter {
    private byte[] bytes = new byte[128];
    private int length;

    void add(long value) {
        assert value >= 0 : value;
        room(Varint.MAX_LONG_BYTES);
        length = Varint.write(bytes, length, value);
    }

    void add(byte[] source, int offset, int count) {
        room(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    /** What was added since the last call; starts anew. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, length);
        length = 0;
        return taken;
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }
}
