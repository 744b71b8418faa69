package io.dataflow.shuffle.file;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Direct buffers for open sinks, some kept for the next one as they are dear to make. Safe for use by many threads. */
final class StagingBuffers {
    static final int BUFFER_BYTES = 256 << 10;

    /** As many as tasks of one worker commonly write at once; 4 MiB. */
    private static final int MAX_KEPT = 16;

    // Guarded by this.
    private final ArrayDeque<ByteBuffer> kept = new ArrayDeque<>();

    synchronized ByteBuffer take() {
        ByteBuffer buffer = kept.poll();
        return buffer == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : buffer;
    }

    synchronized void giveBack(ByteBuffer buffer) {
        if (kept.size() < MAX_KEPT) {
            buffer.clear();
            kept.add(buffer);
        }
    }
}
