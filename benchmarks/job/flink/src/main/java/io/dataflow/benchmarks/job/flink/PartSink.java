package io.dataflow.benchmarks.job.flink;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** A file {@code part-*} for each task, in the order of tasks. */
record PartSink(String folder) implements Sink<byte[]> {
    private static final int BUFFER_BYTES = 1 << 16;

    @Override
    public SinkWriter<byte[]> createWriter(WriterInitContext context) throws IOException {
        int task = context.getTaskInfo().getIndexOfThisSubtask();
        return new Part(new BufferedOutputStream(
                Files.newOutputStream(Path.of(folder, "part-" + (100_000 + task))), BUFFER_BYTES));
    }

    private record Part(OutputStream file) implements SinkWriter<byte[]> {
        @Override
        public void write(byte[] record, Context context) throws IOException {
            file.write(record);
        }

        @Override
        public void flush(boolean endOfInput) throws IOException {
            file.flush();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
