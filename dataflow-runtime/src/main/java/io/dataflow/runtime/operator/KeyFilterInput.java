package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.ShuffleReader;
import io.dataflow.shuffle.hash.KeyFilter;
import io.dataflow.shuffle.hash.KeyHash;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A filter of the keys in a range of partitions, as records: its head, and the pages that have keys. Without memory for that
 * it says so, and who reads it drops nothing.
 */
final class KeyFilterInput implements TaskInput {
    private final StageInput.FilteredKeys spec;
    private final TaskContext context;

    KeyFilterInput(StageInput.FilteredKeys spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        try (KeyFilter filter = KeyFilter.tryOpen(
                context.records(spec.stages()), context.memory().input())) {
            if (filter == null || !addAll(filter)) {
                output.emit(KeyFilter.headOfNone());
                return;
            }
            output.emit(filter.head());
            for (int number = 0; number < filter.pageCount(); number++) {
                byte @Nullable [] page = filter.page(number);
                if (page != null) {
                    output.emit(page);
                }
            }
        }
    }

    /** False if there is no memory for all. */
    private boolean addAll(KeyFilter filter) throws IOException {
        try (ReadLoop loop = new ReadLoop(
                ShuffleReader.concatenate(
                        context.openers(spec.stages()), context.memory().longRecords()),
                context,
                ReadLoop.Totals.ofInput())) {
            RecordReader reader = loop.reader();
            while (loop.next()) {
                int keyOffset = reader.keyOffset() + Integer.BYTES;
                int keyLength = GroupKeys.keyLength(reader.bytes(), reader.keyOffset());
                if (!filter.tryAdd(KeyHash.of(reader.bytes(), keyOffset, keyLength))) {
                    return false;
                }
            }
        }
        return true;
    }
}
