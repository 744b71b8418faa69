package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.SortedWriter;
import java.io.IOException;

/**
 * Runs of records in the order of a comparator. The writer behind it sorts by bytes, so each record's key is its place: within
 * each of the writer's regions, records then are in the order of the comparator.
 */
final class SortedWithOutput implements TaskOutput {
    private final ComparedRun run;
    private final SortedWriter writer;
    private final TaskContext context;
    private final ByteOutput place = new ByteOutput();

    SortedWithOutput(StageOutput.SortedWith spec, TaskContext context) throws IOException {
        this.context = context;
        this.writer = Writers.sorted(context);
        this.run = new ComparedRun(
                spec.name(),
                context.codec(spec.type()),
                spec.comparison(),
                context.memory().combine());
    }

    @Override
    public void write(Object record) throws Exception {
        if (!run.tryAdd(record)) {
            drain();
            if (!run.tryAdd(record)) {
                // Larger than all the memory for runs: a run by itself.
                put(0, run.encoded().bytes(), 0, run.encoded().length());
                writer.endRun();
            }
        }
    }

    private void drain() throws Exception {
        context.checkCancelled();
        long next = 0;
        for (int index : run.order()) {
            int offset = run.valueOffset(index);
            put(next++, run.page(index), offset, run.valueEnd(index) - offset);
        }
        run.clear();
        writer.endRun();
    }

    private void put(long at, byte[] value, int offset, int length) throws IOException {
        place.reset();
        place.writeLongBigEndian(at);
        writer.write(0, place.bytes(), 0, place.length(), value, offset, length);
    }

    @Override
    public ShuffleOutput finish() throws Exception {
        drain();
        run.close();
        return Writers.commit(writer, context);
    }

    @Override
    public void report(TaskCounters counters) {
        counters.written(writer.writtenRecords(), writer.writtenBytes());
    }

    @Override
    public void close() {
        run.close();
        writer.close();
    }
}
