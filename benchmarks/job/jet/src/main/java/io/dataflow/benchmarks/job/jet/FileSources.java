package io.dataflow.benchmarks.job.jet;

import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.pipeline.BatchSource;
import com.hazelcast.jet.pipeline.SourceBuilder;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sources of which each processor reads a range of the file: Jet's own read a file with one thread, whatever its size. */
final class FileSources {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int RECORDS_A_CALL = 1024;

    private FileSources() {}

    /** Lines of ASCII without their ends, which are LF. */
    static BatchSource<String> lines(Path file, int processors) {
        String name = file.toString();
        return SourceBuilder.batch("lines", context -> Lines.open(Path.of(name), context))
                .<String>fillBufferFn((lines, buffer) -> {
                    for (int i = 0; i < RECORDS_A_CALL; i++) {
                        String line = lines.next();
                        if (line == null) {
                            buffer.close();
                            return;
                        }
                        buffer.add(line);
                    }
                })
                .destroyFn(Lines::close)
                .distributed(processors)
                .build();
    }

    /** Records of fixed length. */
    static BatchSource<byte[]> records(Path file, int recordBytes, int processors) {
        String name = file.toString();
        return SourceBuilder.batch("records", context -> Records.open(Path.of(name), recordBytes, context))
                .<byte[]>fillBufferFn((records, buffer) -> {
                    for (int i = 0; i < RECORDS_A_CALL; i++) {
                        byte[] record = records.next();
                        if (record == null) {
                            buffer.close();
                            return;
                        }
                        buffer.add(record);
                    }
                })
                .destroyFn(Records::close)
                .distributed(processors)
                .build();
    }

    /** Longs from 0 to before {@code count}. */
    static BatchSource<Long> range(long count, int processors) {
        return SourceBuilder.batch("range", context -> new long[] {
                    count * context.globalProcessorIndex() / context.totalParallelism(),
                    count * (context.globalProcessorIndex() + 1) / context.totalParallelism()
                })
                .<Long>fillBufferFn((range, buffer) -> {
                    for (int i = 0; i < RECORDS_A_CALL; i++) {
                        if (range[0] == range[1]) {
                            buffer.close();
                            return;
                        }
                        buffer.add(range[0]++);
                    }
                })
                .distributed(processors)
                .build();
    }

    /** Those lines that begin in a processor's range. */
    private static final class Lines implements Closeable {
        private final InputStream input;
        private final long end;
        private byte[] buffer = new byte[BUFFER_BYTES];
        private int lineStart;
        private int filled;
        private long lineOffset;

        private Lines(InputStream input, long start, long end) {
            this.input = input;
            this.lineOffset = start;
            this.end = end;
        }

        static Lines open(Path path, Processor.Context context) throws IOException {
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            long start = file.size() * context.globalProcessorIndex() / context.totalParallelism();
            long end = file.size() * (context.globalProcessorIndex() + 1) / context.totalParallelism();
            // A line that ends right before the range is the last of the range before.
            long from = Math.max(0, start - 1);
            Lines lines = new Lines(Channels.newInputStream(file.position(from)), from, end);
            if (start > 0) {
                lines.next();
            }
            return lines;
        }

        @Nullable
        String next() throws IOException {
            if (lineOffset >= end) {
                return null;
            }
            int scanned = lineStart;
            while (true) {
                for (; scanned < filled; scanned++) {
                    if (buffer[scanned] == '\n') {
                        return take(scanned, scanned + 1);
                    }
                }
                int kept = filled - lineStart;
                if (kept == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * kept);
                } else {
                    System.arraycopy(buffer, lineStart, buffer, 0, kept);
                }
                lineStart = 0;
                scanned = kept;
                int read = input.read(buffer, kept, buffer.length - kept);
                filled = kept + Math.max(read, 0);
                if (read < 0) {
                    return kept == 0 ? null : take(filled, filled);
                }
            }
        }

        private String take(int lineEnd, int nextStart) {
            String line = new String(buffer, lineStart, lineEnd - lineStart, StandardCharsets.ISO_8859_1);
            lineOffset += nextStart - lineStart;
            lineStart = nextStart;
            return line;
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }

    /** A processor's share of the records. */
    private static final class Records implements Closeable {
        private final InputStream input;
        private final int recordBytes;
        private long left;

        private Records(InputStream input, int recordBytes, long count) {
            this.input = input;
            this.recordBytes = recordBytes;
            this.left = count;
        }

        static Records open(Path path, int recordBytes, Processor.Context context) throws IOException {
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            long count = file.size() / recordBytes;
            long first = count * context.globalProcessorIndex() / context.totalParallelism();
            long end = count * (context.globalProcessorIndex() + 1) / context.totalParallelism();
            InputStream input = Channels.newInputStream(file.position(first * recordBytes));
            return new Records(new BufferedInputStream(input, BUFFER_BYTES), recordBytes, end - first);
        }

        byte @Nullable [] next() throws IOException {
            return left-- > 0 ? input.readNBytes(recordBytes) : null;
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
