package io.dataflow.benchmarks.job.data;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Records of 100 bytes, in ASCII, as the benchmark of sorting has them:
 *
 * <table>
 * <caption>A record</caption>
 * <tr><th>offset</th><th>bytes</th><th>content</th></tr>
 * <tr><td>0</td><td>10</td><td>the key: printable characters without the space, uniformly drawn</td></tr>
 * <tr><td>10</td><td>2</td><td>spaces</td></tr>
 * <tr><td>12</td><td>32</td><td>the record's index, in hexadecimal characters</td></tr>
 * <tr><td>44</td><td>2</td><td>spaces</td></tr>
 * <tr><td>46</td><td>52</td><td>13 hexadecimal characters, four times each</td></tr>
 * <tr><td>98</td><td>2</td><td>CR, LF</td></tr>
 * </table>
 *
 * <p>Sorted as lines, they are sorted by key.
 */
public final class SortRecords {
    public static final int BYTES = 100;

    private static final int KEY_BYTES = 10;
    private static final int BUFFER_RECORDS = 10_000;
    private static final int FIRST_PRINTABLE = '!';
    private static final int PRINTABLE_COUNT = '~' - '!' + 1;

    private SortRecords() {}

    public static void write(OutputStream output, long seed, long count) throws IOException {
        Random64 random = new Random64(seed);
        byte[] buffer = new byte[BYTES * BUFFER_RECORDS];
        int end = 0;
        for (long index = 0; index < count; index++) {
            if (end == buffer.length) {
                output.write(buffer);
                end = 0;
            }
            fill(buffer, end, index, random);
            end += BYTES;
        }
        output.write(buffer, 0, end);
    }

    private static void fill(byte[] buffer, int start, long index, Random64 random) {
        int at = start;
        for (int i = 0; i < KEY_BYTES; i++) {
            buffer[at++] = (byte) (FIRST_PRINTABLE + random.below(PRINTABLE_COUNT));
        }
        buffer[at++] = ' ';
        buffer[at++] = ' ';
        for (int shift = 124; shift >= 0; shift -= 4) {
            buffer[at++] = shift >= Long.SIZE ? (byte) '0' : hex(index >>> shift);
        }
        buffer[at++] = ' ';
        buffer[at++] = ' ';
        long filler = random.next();
        for (int i = 0; i < 52; i++) {
            buffer[at++] = hex(filler >>> (i & ~3));
        }
        buffer[at++] = '\r';
        buffer[at] = '\n';
    }

    private static byte hex(long value) {
        int digit = (int) (value & 15);
        return (byte) (digit < 10 ? '0' + digit : 'A' + digit - 10);
    }
}
