package io.dataflow.api.io;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Emitter;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers from {@code from}, inclusive, to {@code to}, exclusive.
 *
 * <pre>{@code
 * session.read(new RangeSource(0, 1_000)).filter(n -> n % 7 == 0).count();
 * }</pre>
 */
public final class RangeSource implements Source<Long> {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SPLITS = 64;

    /** Below this a split costs more to start than to read. */
    private static final long MIN_SPLIT_RECORDS = 1 << 16;

    private static final int POLL_RECORDS = 1 << 14;

    private final long from;
    private final long to;

    /**
     * Of no numbers where both are the same.
     *
     * @throws IllegalArgumentException if the range ends before it begins
     */
    public RangeSource(long from, long to) {
        if (from > to || to - from < 0) {
            throw new IllegalArgumentException("a range must not end before it begins, got " + from + " to " + to);
        }
        this.from = from;
        this.to = to;
    }

    @Override
    public String describe() {
        return "range " + from + " to " + to;
    }

    @Override
    public ValueType type() {
        return ValueType.of(Long.class);
    }

    @Override
    public List<Part> splits() {
        List<Part> parts = new ArrayList<>();
        long step = Math.max(MIN_SPLIT_RECORDS, (to - from) / MAX_SPLITS + 1);
        for (long start = from; start < to && start >= from; start += step) {
            parts.add(new Part(start, to - start < step ? to : start + step));
        }
        return parts;
    }

    @Override
    public SourceReader<Long> open(Split split) {
        return new PartReader((Part) split);
    }

    /** The numbers from {@code from}, inclusive, to {@code to}, exclusive. */
    record Part(long from, long to) implements Split {
        private static final long serialVersionUID = 1L;

        @Override
        public long sizeBytes() {
            return (to - from) * Long.BYTES;
        }
    }

    private static final class PartReader implements SourceReader<Long> {
        private final Part part;
        private long next;

        PartReader(Part part) {
            this.part = part;
            this.next = part.from();
        }

        @Override
        public Poll poll(Emitter<? super Long> output) throws Exception {
            long end = part.to() - next > POLL_RECORDS ? next + POLL_RECORDS : part.to();
            while (next < end) {
                output.emit(next++);
            }
            return next == part.to() ? Poll.END : Poll.MORE;
        }

        @Override
        public long readBytes() {
            return (next - part.from()) * Long.BYTES;
        }

        @Override
        public void close() {}
    }
}
