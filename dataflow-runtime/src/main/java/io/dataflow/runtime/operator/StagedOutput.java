package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.io.Sink;
import io.dataflow.api.io.SinkWriter;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.shuffle.ShuffleOutput;
import java.io.IOException;

/** Records to a sink. The output is one record: what the commit has to know of the staged work. */
final class StagedOutput implements TaskOutput {
    private final RecordsOutput committables;
    private final SinkWriter<Object> writer;
    private final TaskContext context;
    private long records;

    StagedOutput(StageOutput.Staged spec, TaskContext context) throws IOException {
        this.committables = new RecordsOutput(ValueType.of(byte[].class), 1, context);
        this.context = context;
        AttemptId attempt = context.attempt();
        try {
            this.writer = spec.sink()
                    .open(new Sink.Staging(attempt.job(), attempt.stage(), attempt.task(), attempt.attempt()));
        } catch (IOException | RuntimeException failure) {
            committables.close();
            throw failure;
        }
    }

    @Override
    public void write(Object record) throws IOException {
        records++;
        writer.write(record);
    }

    @Override
    public ShuffleOutput finish() throws IOException {
        committables.write(writer.finish());
        ShuffleOutput output = committables.finish();
        report(context.counters());
        return output;
    }

    @Override
    public void report(TaskCounters counters) {
        counters.written(records, writer.writtenBytes());
    }

    @Override
    public void close() throws IOException {
        try (committables) {
            writer.close();
        }
    }
}
