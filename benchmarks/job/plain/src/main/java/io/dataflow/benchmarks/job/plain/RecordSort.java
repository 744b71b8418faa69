package io.dataflow.benchmarks.job.plain;

import io.dataflow.benchmarks.job.SortedFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Sorts in memory. Each worker takes a range of keys, sorts the first eight bytes of them with the numbers of their records
 * by radix, puts the few that are equal in these in order by the rest, and writes the records where they belong.
 */
final class RecordSort {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int RECORD = SortedFiles.RECORD_BYTES;
    private static final int BUFFER_BYTES = 1 << 20;

    private final byte[] bytes;
    private final int count;
    private final long[] starts;

    /** @param starts the least prefix, unsigned, of each range; the first is 0 */
    private RecordSort(byte[] bytes, long[] starts) {
        this.bytes = bytes;
        this.count = bytes.length / RECORD;
        this.starts = starts;
    }

    /** The file has less than 2 GB. */
    static void sort(Path file, Path output, Workers workers) throws Exception {
        byte[] bytes = new byte[Math.toIntExact(Files.size(file))];
        workers.each(worker -> {
            long from = (long) bytes.length * worker / workers.count();
            long to = (long) bytes.length * (worker + 1) / workers.count();
            read(file, bytes, (int) from, (int) to);
            return true;
        });
        RecordSort sort = new RecordSort(bytes, starts(bytes, workers.count()));
        workers.each(worker -> {
            sort.sortRange(worker, output.resolve("part-" + worker));
            return true;
        });
    }

    private static void read(Path file, byte[] bytes, int from, int to) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            int at = from;
            while (at < to) {
                int read = channel.read(ByteBuffer.wrap(bytes, at, Math.min(BUFFER_BYTES, to - at)), at);
                if (read < 0) {
                    throw new IOException(file + " became shorter while it was read");
                }
                at += read;
            }
        }
    }

    /** Splits a sample evenly. */
    private static long[] starts(byte[] bytes, int ranges) {
        int records = bytes.length / RECORD;
        int samples = Math.min(records, 1_000);
        long[] sample = new long[samples];
        for (int i = 0; i < samples; i++) {
            // So that signed comparison is unsigned.
            sample[i] = prefix(bytes, (int) ((long) i * records / samples)) + Long.MIN_VALUE;
        }
        Arrays.sort(sample);
        long[] starts = new long[ranges];
        for (int i = 1; i < ranges; i++) {
            starts[i] = samples == 0 ? 0 : sample[(int) ((long) i * samples / ranges)] - Long.MIN_VALUE;
        }
        return starts;
    }

    private static long prefix(byte[] bytes, int record) {
        return (long) LONGS.get(bytes, record * RECORD);
    }

    private void sortRange(int range, Path file) throws IOException {
        long[] prefixes = new long[1024];
        int[] records = new int[1024];
        int size = 0;
        for (int record = 0; record < count; record++) {
            long prefix = prefix(bytes, record);
            if (isIn(range, prefix)) {
                if (size == prefixes.length) {
                    prefixes = Arrays.copyOf(prefixes, Math.min(count, 2 * size));
                    records = Arrays.copyOf(records, Math.min(count, 2 * size));
                }
                prefixes[size] = prefix;
                records[size++] = record;
            }
        }
        radixSort(prefixes, records, size);
        sortEqual(prefixes, records, size);
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
            for (int i = 0; i < size; i++) {
                output.write(bytes, records[i] * RECORD, RECORD);
            }
        }
    }

    private boolean isIn(int range, long prefix) {
        return Long.compareUnsigned(prefix, starts[range]) >= 0
                && (range + 1 == starts.length || Long.compareUnsigned(prefix, starts[range + 1]) < 0);
    }

    /** From the last byte to the first; eight passes, so that the result is where it began. */
    private static void radixSort(long[] prefixes, int[] records, int size) {
        int[][] ends = new int[Long.BYTES][257];
        for (int i = 0; i < size; i++) {
            for (int digit = 0; digit < Long.BYTES; digit++) {
                ends[digit][(int) (prefixes[i] >>> (8 * digit) & 0xFF) + 1]++;
            }
        }
        long[] fromPrefixes = prefixes;
        int[] fromRecords = records;
        long[] toPrefixes = new long[size];
        int[] toRecords = new int[size];
        for (int digit = 0; digit < Long.BYTES; digit++) {
            int[] starts = ends[digit];
            for (int value = 0; value < 256; value++) {
                starts[value + 1] += starts[value];
            }
            for (int i = 0; i < size; i++) {
                int to = starts[(int) (fromPrefixes[i] >>> (8 * digit) & 0xFF)]++;
                toPrefixes[to] = fromPrefixes[i];
                toRecords[to] = fromRecords[i];
            }
            long[] prefixesWere = fromPrefixes;
            int[] recordsWere = fromRecords;
            fromPrefixes = toPrefixes;
            fromRecords = toRecords;
            toPrefixes = prefixesWere;
            toRecords = recordsWere;
        }
    }

    private void sortEqual(long[] prefixes, int[] records, int size) {
        for (int i = 1; i < size; i++) {
            for (int j = i; j > 0 && prefixes[j] == prefixes[j - 1] && rest(records[j]) < rest(records[j - 1]); j--) {
                int record = records[j];
                records[j] = records[j - 1];
                records[j - 1] = record;
            }
        }
    }

    private int rest(int record) {
        int at = record * RECORD + Long.BYTES;
        return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
    }
}
