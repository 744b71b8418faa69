package com.acme;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.SourceReader;
import io.dataflow.api.io.Split;
import java.util.List;

/** A source of a program, with a mistake in its reader. */
public final class BrokenSource implements Source<String> {
    private static final long serialVersionUID = 1L;

    private record Whole() implements Split {
        private static final long serialVersionUID = 1L;

        @Override
        public long sizeBytes() {
            return 0;
        }
    }

    @Override
    public String describe() {
        return "a broken source";
    }

    @Override
    public ValueType type() {
        return ValueType.of(String.class);
    }

    @Override
    public List<? extends Split> splits() {
        return List.of(new Whole());
    }

    @Override
    public SourceReader<String> open(Split split) {
        return new SourceReader<>() {
            @Override
            public Poll poll(Emitter<? super String> output) {
                throw new IllegalStateException("lost my place");
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
