package io.dataflow.benchmarks.job.flink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** Sources that read a local file in ranges: Flink's own format for lines reads a file with one task, whatever its size. */
final class FileSources {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long RANGE_BYTES = 16 << 20;

    private FileSources() {}

    /** Lines of ASCII without their ends, which are LF. */
    static DataStream<String> lines(StreamExecutionEnvironment environment, java.nio.file.Path file) {
        return source(environment, file, new Lines(), 1);
    }

    /** Records of fixed length. */
    static DataStream<byte[]> records(
            StreamExecutionEnvironment environment, java.nio.file.Path file, int recordBytes) {
        return source(environment, file, new Records(recordBytes), recordBytes);
    }

    private static <T> DataStream<T> source(
            StreamExecutionEnvironment environment, java.nio.file.Path file, StreamFormat<T> format, int recordBytes) {
        FileSource<T> source = FileSource.forRecordStreamFormat(format, Path.fromLocalFile(file.toFile()))
                .setFileEnumerator(() -> new Ranges(RANGE_BYTES / recordBytes * recordBytes))
                .build();
        return environment.fromSource(
                source, WatermarkStrategy.noWatermarks(), file.getFileName().toString(), format.getProducedType());
    }

    /** Splits of equal length. */
    private record Ranges(long rangeBytes) implements FileEnumerator {
        @Override
        public Collection<FileSourceSplit> enumerateSplits(Path[] paths, int minDesiredSplits) throws IOException {
            List<FileSourceSplit> splits = new ArrayList<>();
            for (Path path : paths) {
                long bytes = Files.size(java.nio.file.Path.of(path.getPath()));
                for (long start = 0; start < bytes; start += rangeBytes) {
                    long length = Math.min(rangeBytes, bytes - start);
                    splits.add(new FileSourceSplit(path + "+" + start, path, start, length, 0, bytes));
                }
            }
            return splits;
        }
    }

    /** A range has those lines that begin in it. */
    private static final class Lines implements StreamFormat<String> {
        private static final long serialVersionUID = 1;

        @Override
        public Reader<String> createReader(
                Configuration configuration, FSDataInputStream input, long fileBytes, long end) throws IOException {
            LineReader reader;
            long start = input.getPos();
            if (start == 0) {
                reader = new LineReader(input, 0, end);
            } else {
                // A line that ends right before the range is the last of the range before.
                input.seek(start - 1);
                reader = new LineReader(input, start - 1, end);
                reader.read();
            }
            return reader;
        }

        @Override
        public Reader<String> restoreReader(
                Configuration configuration, FSDataInputStream input, long offset, long fileBytes, long end) {
            throw new UnsupportedOperationException("There are no checkpoints in batch mode");
        }

        @Override
        public boolean isSplittable() {
            return true;
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }

    private static final class LineReader implements StreamFormat.Reader<String> {
        private final FSDataInputStream input;
        private final long end;
        private byte[] buffer = new byte[BUFFER_BYTES];
        private int lineStart;
        private int filled;
        private long lineOffset;

        LineReader(FSDataInputStream input, long start, long end) {
            this.input = input;
            this.lineOffset = start;
            this.end = end;
        }

        @Override
        public @Nullable String read() throws IOException {
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

    /** Ranges begin and end where records do. */
    private static final class Records implements StreamFormat<byte[]> {
        private static final long serialVersionUID = 1;

        private final int recordBytes;

        Records(int recordBytes) {
            this.recordBytes = recordBytes;
        }

        @Override
        public Reader<byte[]> createReader(
                Configuration configuration, FSDataInputStream input, long fileBytes, long end) throws IOException {
            return new RecordReader(input, recordBytes, (end - input.getPos()) / recordBytes);
        }

        @Override
        public Reader<byte[]> restoreReader(
                Configuration configuration, FSDataInputStream input, long offset, long fileBytes, long end) {
            throw new UnsupportedOperationException("There are no checkpoints in batch mode");
        }

        @Override
        public boolean isSplittable() {
            return true;
        }

        @Override
        public TypeInformation<byte[]> getProducedType() {
            return PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;
        }
    }

    private static final class RecordReader implements StreamFormat.Reader<byte[]> {
        private final FSDataInputStream input;
        private final int recordBytes;
        private final byte[] buffer;
        private int next;
        private int filled;
        private long left;

        RecordReader(FSDataInputStream input, int recordBytes, long count) {
            this.input = input;
            this.recordBytes = recordBytes;
            this.buffer = new byte[BUFFER_BYTES / recordBytes * recordBytes];
            this.left = count;
        }

        @Override
        public byte @Nullable [] read() throws IOException {
            if (left == 0) {
                return null;
            }
            if (next == filled) {
                filled = input.readNBytes(buffer, 0, (int) Math.min(buffer.length, left * recordBytes));
                next = 0;
            }
            left--;
            next += recordBytes;
            return Arrays.copyOfRange(buffer, next - recordBytes, next);
        }

        @Override
        public void close() throws IOException {
            input.close();
        }
    }
}
