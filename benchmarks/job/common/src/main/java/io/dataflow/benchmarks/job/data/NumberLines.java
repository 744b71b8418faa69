package io.dataflow.benchmarks.job.data;

import java.io.IOException;
import java.io.OutputStream;

/** Writes lines of two numbers. Confined to one thread; the caller closes the stream after {@link #flush}. */
final class NumberLines {
    private static final int BUFFER_BYTES = 1 << 20;

    /** Two longs, a separator, and the end of the line. */
    private static final int MAX_LINE_BYTES = 2 * 20 + 2;

    private final OutputStream output;
    private final byte separator;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int end;

    NumberLines(OutputStream output, char separator) {
        this.output = output;
        this.separator = (byte) separator;
    }

    /** Neither is negative. */
    void write(long first, long second) throws IOException {
        if (end > BUFFER_BYTES - MAX_LINE_BYTES) {
            flush();
        }
        put(first);
        buffer[end++] = separator;
        put(second);
        buffer[end++] = '\n';
    }

    void flush() throws IOException {
        output.write(buffer, 0, end);
        end = 0;
    }

    private void put(long value) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int at = end + digits - 1; at >= end; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        end += digits;
    }
}
