package io.dataflow.benchmarks.job.dataflow;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.SourceReader;
import io.dataflow.api.io.Split;
import java.util.Collections;
import java.util.List;

/** So many splits without a record, which say that they are large: small ones would share a task. */
record EmptySplits(int count) implements Source<Long> {
    private static final long SAID_BYTES = 1L << 30;

    /** All are alike. */
    record Nothing() implements Split {
        @Override
        public long sizeBytes() {
            return SAID_BYTES;
        }
    }

    @Override
    public String describe() {
        return count + " empty splits";
    }

    @Override
    public ValueType type() {
        return ValueType.of(Long.class);
    }

    @Override
    public List<? extends Split> splits() {
        return Collections.nCopies(count, new Nothing());
    }

    @Override
    public SourceReader<Long> open(Split split) {
        return new SourceReader<>() {
            @Override
            public Poll poll(Emitter<? super Long> output) {
                return Poll.END;
            }

            @Override
            public long readBytes() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }
}
