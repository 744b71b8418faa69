package io.dataflow.api.io;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Emitter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records that the program had at hand, encoded when the source is made: later changes to them do not show.
 *
 * <pre>{@code
 * session.read(MemorySource.of(List.of(1, 2, 3), ValueType.of(Integer.class))).map(n -> n * n).collect();
 * }</pre>
 *
 * @param <T> the records
 */
public final class MemorySource<T> implements Source<T> {
    private static final long serialVersionUID = 1L;
    private static final int CHUNK_BYTES = 64 << 10;

    /** They travel in the messages that carry the plan, which are bounded. */
    private static final long MAX_BYTES = 32L << 20;

    private final ValueType type;

    /** Known where the source was made; a task gets its own as a split. */
    private final transient List<Chunk> chunks;

    private MemorySource(ValueType type, List<Chunk> chunks) {
        this.type = type;
        this.chunks = List.copyOf(chunks);
    }

    /**
     * Of an unknown type, it is the class of the records when all are of one that has no type parameters. More than 32 MiB
     * encoded, and a type that cannot be encoded, are refused with kind {@code INVALID_PLAN}, a null with kind {@code
     * BAD_DATA}.
     */
    public static <T> MemorySource<T> of(Iterable<? extends T> records, ValueType type) {
        ValueType known = type.isUnknown() ? commonType(records) : type;
        Codec<Object> codec = Codecs.derive(known);
        List<Chunk> chunks = new ArrayList<>();
        ByteOutput output = new ByteOutput();
        long totalBytes = 0;
        int count = 0;
        int index = 0;
        for (Object record : records) {
            if (record == null) {
                throw new DataflowException(FailureKind.BAD_DATA, "Record " + index + " is null; records never are");
            }
            codec.encode(record, output);
            count++;
            index++;
            if (output.length() >= CHUNK_BYTES) {
                totalBytes += output.length();
                chunks.add(new Chunk(Arrays.copyOf(output.bytes(), output.length()), count));
                output.reset();
                count = 0;
            }
            if (totalBytes > MAX_BYTES) {
                throw new DataflowException(
                        FailureKind.INVALID_PLAN,
                        "The records given to the session take more than " + MAX_BYTES
                                + " bytes; write them to a file and read that");
            }
        }
        if (count > 0) {
            chunks.add(new Chunk(Arrays.copyOf(output.bytes(), output.length()), count));
        }
        return new MemorySource<>(known, chunks);
    }

    private static ValueType commonType(Iterable<?> records) {
        Class<?> common = null;
        for (Object record : records) {
            if (record == null || (common != null && record.getClass() != common)) {
                return ValueType.UNKNOWN;
            }
            common = record.getClass();
        }
        return common == null || common.getTypeParameters().length > 0 || !isSupported(common)
                ? ValueType.UNKNOWN
                : ValueType.of(common);
    }

    private static boolean isSupported(Class<?> type) {
        try {
            Codecs.check(ValueType.of(type));
            return true;
        } catch (DataflowException unsupported) {
            return false;
        }
    }

    @Override
    public String describe() {
        return "records in memory";
    }

    @Override
    public ValueType type() {
        return type;
    }

    @Override
    public List<Chunk> splits() {
        return chunks;
    }

    @Override
    public SourceReader<T> open(Split split) {
        return new ChunkReader<>((Chunk) split, type);
    }

    /** Some of the records. */
    record Chunk(byte[] bytes, int recordCount) implements Split {
        private static final long serialVersionUID = 1L;

        @Override
        public long sizeBytes() {
            return bytes.length;
        }
    }

    private static final class ChunkReader<T> implements SourceReader<T> {
        private final Chunk chunk;
        private final Codec<T> codec;
        private long readBytes;

        ChunkReader(Chunk chunk, ValueType type) {
            this.chunk = chunk;
            this.codec = Codecs.derive(type);
        }

        @Override
        public Poll poll(Emitter<? super T> output) throws Exception {
            ByteInput input = new ByteInput();
            input.reset(chunk.bytes(), 0, chunk.bytes().length);
            for (int i = 0; i < chunk.recordCount(); i++) {
                output.emit(codec.decode(input));
            }
            readBytes = chunk.bytes().length;
            return Poll.END;
        }

        @Override
        public long readBytes() {
            return readBytes;
        }

        @Override
        public void close() {}
    }
}
