package io.dataflow.sketches;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of values, as far as it takes to count them: each one's token of 32 bits while those take less than the
 * registers would, and then the registers of UltraLogLog (O. Ertl, "UltraLogLog: A Practical and More Space-Efficient
 * Alternative to HyperLogLog for Approximate Distinct Counting", VLDB 2024). Which of both is decided by the hashes alone.
 */
final class DistinctSketch {
    private static final int MIN_PRECISION = 4;
    private static final int MAX_PRECISION = 17;

    /** The squared standard error times the registers: the constant of the paper's estimator without maximum likelihood. */
    private static final double ERROR_CONSTANT = 4.94 / Byte.SIZE;

    private static final int[] NONE = {};

    /** The logarithm to base 2 of the number of registers, each a byte. */
    private final int precision;

    /** In ascending order, each once; as many as {@code count}. Unused where there are registers. */
    private int[] tokens;

    private int count;

    private @Nullable UltraLogLog registers;

    DistinctSketch(int precision) {
        this(precision, NONE, null);
    }

    private DistinctSketch(int precision, int[] tokens, @Nullable UltraLogLog registers) {
        this.precision = precision;
        this.tokens = tokens;
        this.count = tokens.length;
        this.registers = registers;
    }

    /** The precision that keeps to the error. */
    static int precisionFor(double standardError) {
        for (int precision = MIN_PRECISION; precision <= MAX_PRECISION; precision++) {
            if (Math.sqrt(ERROR_CONSTANT / (1 << precision)) <= standardError) {
                return precision;
            }
        }
        throw new IllegalArgumentException(
                "approxCountDistinct has a standard error of 0.0022 or more, not " + standardError);
    }

    private int maxTokens() {
        return (1 << precision) / Integer.BYTES;
    }

    void add(long hash) {
        if (registers != null) {
            registers.add(hash);
        } else {
            addToken(UltraLogLog.computeToken(hash));
        }
    }

    private void addToken(int token) {
        if (registers != null) {
            registers.addToken(token);
            return;
        }
        int position = Arrays.binarySearch(tokens, 0, count, token);
        if (position >= 0) {
            return;
        }
        if (count == maxTokens()) {
            toRegisters().addToken(token);
            return;
        }
        int insertion = -position - 1;
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.min(maxTokens(), 2 * count + 2));
        }
        System.arraycopy(tokens, insertion, tokens, insertion + 1, count - insertion);
        tokens[insertion] = token;
        count++;
    }

    private UltraLogLog toRegisters() {
        UltraLogLog made = UltraLogLog.create(precision);
        for (int i = 0; i < count; i++) {
            made.addToken(tokens[i]);
        }
        registers = made;
        tokens = NONE;
        count = 0;
        return made;
    }

    /** Adds what the other has, which is of the same precision. */
    void add(DistinctSketch other) {
        if (other.registers != null) {
            UltraLogLog own = registers != null ? registers : toRegisters();
            own.add(other.registers);
            return;
        }
        for (int i = 0; i < other.count; i++) {
            addToken(other.tokens[i]);
        }
    }

    long estimate() {
        return registers != null ? Math.round(registers.getDistinctCountEstimate()) : count;
    }

    /** A varint, 0 in front of the registers, or one more than the number of tokens in front of those, 4 bytes each. */
    record Encoding(int precision) implements Codec<DistinctSketch> {
        private static final long serialVersionUID = 1L;

        @Override
        public void encode(DistinctSketch sketch, ByteOutput output) {
            if (sketch.registers != null) {
                output.writeVarInt(0);
                output.writeBytes(sketch.registers.getState());
                return;
            }
            output.writeVarInt(sketch.count + 1);
            for (int i = 0; i < sketch.count; i++) {
                output.writeIntLittleEndian(sketch.tokens[i]);
            }
        }

        @Override
        public DistinctSketch decode(ByteInput input) {
            int head = input.readVarInt();
            if (head == 0) {
                return new DistinctSketch(precision, NONE, UltraLogLog.wrap(input.readBytes(1 << precision)));
            }
            int count = head - 1;
            if (count > input.remaining() / Integer.BYTES || count > (1 << precision) / Integer.BYTES) {
                throw input.malformed("the tokens of a distinct count");
            }
            int[] tokens = new int[count];
            for (int i = 0; i < count; i++) {
                tokens[i] = input.readIntLittleEndian();
            }
            return new DistinctSketch(precision, tokens, null);
        }
    }
}
