package com.acme;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.SourceReader;
import io.dataflow.api.io.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The numbers from 0, each read by a task of its own that takes no time, but for one that waits at a {@link Gate}. */
public record ManyTasks(int count, int gated, String folder) implements Source<Long> {
    /** Splits that say that they are small would share a task. */
    private static final long SAID_BYTES = 1L << 30;

    /** Without one that waits. */
    public static ManyTasks of(int count) {
        return new ManyTasks(count, -1, "");
    }

    /** A number. */
    public record Part(int number) implements Split {
        @Override
        public long sizeBytes() {
            return SAID_BYTES;
        }
    }

    @Override
    public String describe() {
        return count + " tasks";
    }

    @Override
    public ValueType type() {
        return ValueType.of(Long.class);
    }

    @Override
    public List<Part> splits() {
        return IntStream.range(0, count).mapToObj(Part::new).toList();
    }

    @Override
    public SourceReader<Long> open(Split split) {
        int number = ((Part) split).number();
        return new SourceReader<>() {
            private boolean read;

            @Override
            public Poll poll(Emitter<? super Long> output) throws Exception {
                if (read) {
                    return Poll.END;
                }
                read = true;
                if (number == gated) {
                    Gate.pass(Path.of(folder));
                }
                output.emit((long) number);
                return Poll.MORE;
            }

            @Override
            public long readBytes() {
                return 1;
            }

            @Override
            public void close() {}
        };
    }
}
