package io.dataflow.benchmarks.job.plain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads the part of a file that one worker has to read: whole lines, many at a time. */
final class LineBlocks {
    private static final int BLOCK_BYTES = 1 << 20;

    /** Bytes behind the end of a block that can be read, so that words of 8 bytes may reach over it. */
    static final int SLACK_BYTES = 8;

    private LineBlocks() {}

    /** Whole lines, from {@code from} to before {@code to}. */
    interface Consumer {
        void accept(byte[] bytes, int from, int to) throws IOException;
    }

    /** The lines that begin in this of {@code count} parts of equal size. The file ends with a line feed. */
    static void read(Path file, int part, int count, Consumer consumer) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long from = lineAt(channel, channel.size() * part / count);
            long to = lineAt(channel, channel.size() * (part + 1) / count);
            byte[] bytes = new byte[BLOCK_BYTES + SLACK_BYTES];
            int kept = 0;
            for (long at = from; at < to; ) {
                int wanted = (int) Math.min(bytes.length - SLACK_BYTES - kept, to - at);
                int read = channel.read(ByteBuffer.wrap(bytes, kept, wanted), at);
                if (read < 0) {
                    throw new IOException(file + " became shorter while it was read");
                }
                at += read;
                int end = kept + read;
                int lineEnd = end;
                while (lineEnd > 0 && bytes[lineEnd - 1] != '\n') {
                    lineEnd--;
                }
                if (lineEnd == 0) {
                    bytes = Arrays.copyOf(bytes, 2 * bytes.length);
                } else {
                    consumer.accept(bytes, 0, lineEnd);
                    System.arraycopy(bytes, lineEnd, bytes, 0, end - lineEnd);
                }
                kept = end - lineEnd;
            }
        }
    }

    /** Where the first line begins at {@code position} or later. */
    private static long lineAt(FileChannel channel, long position) throws IOException {
        if (position == 0) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        for (long at = position - 1; at < channel.size(); at += buffer.position()) {
            buffer.clear();
            channel.read(buffer, at);
            for (int i = 0; i < buffer.position(); i++) {
                if (buffer.get(i) == '\n') {
                    return at + i + 1;
                }
            }
        }
        return channel.size();
    }
}
