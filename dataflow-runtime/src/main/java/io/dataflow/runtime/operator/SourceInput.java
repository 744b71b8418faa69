package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.SourceReader;
import io.dataflow.api.io.Split;
import java.util.List;

/** The splits of a source, one after the other. */
final class SourceInput implements TaskInput {
    private final Source<?> source;
    private final List<Split> splits;
    private final TaskContext context;
    private final ClassCopies copies;
    private long finishedBytes;

    /** Where the records of a source go first. */
    interface Counted extends Emitter<Object> {
        /** How many have come. */
        long records();
    }

    SourceInput(Source<?> source, List<Split> splits, TaskContext context, ClassCopies copies) {
        this.source = source;
        this.splits = splits;
        this.context = context;
        this.copies = copies;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        Counted counted =
                copies.make(ClassCopies.INPUT, CountedRecords.class, () -> new CountedRecords(output), output);
        for (Split split : splits) {
            if (context.stopped()) {
                return;
            }
            try (SourceReader<?> reader = source.open(split)) {
                read(reader, counted);
                finishedBytes += reader.readBytes();
            }
        }
    }

    private void read(SourceReader<?> reader, Counted output) throws Exception {
        SourceReader.Poll found = SourceReader.Poll.MORE;
        while (found != SourceReader.Poll.END && !context.stopped()) {
            context.checkCancelled();
            found = poll(reader, output);
            context.counters().read(output.records(), finishedBytes + reader.readBytes());
            if (found == SourceReader.Poll.NOTHING_NOW) {
                throw new IllegalStateException(
                        source.describe() + " has nothing now but does not end; only sources that end can be read");
            }
        }
    }

    /** What a source of the program throws, which may be any exception, is the program's. */
    private SourceReader.Poll poll(SourceReader<?> reader, Emitter<Object> output) throws Exception {
        try {
            return reader.poll(output);
        } catch (RuntimeException thrown) {
            throw Emitted.isOurs(thrown) || Emitted.isDefect(thrown)
                    ? thrown
                    : UserCodeException.thrown(source.describe(), thrown);
        }
    }
}
