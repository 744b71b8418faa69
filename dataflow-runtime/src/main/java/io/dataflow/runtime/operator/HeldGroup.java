package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryExhaustedException;
import java.util.Arrays;
import java.util.NoSuchElementException;

/** The values of one group, serialized, as far as they fit a bound. Confined to the task's thread. */
final class HeldGroup implements AutoCloseable {
    private static final int MAX_BYTES = 1 << 20;

    /** The rest of the overflow memory is for merges. */
    private static final int DIVISOR = 8;

    private final MemoryBudget budget;
    private final int reservedBytes;
    private final byte[] bytes;
    private final int[] ends;
    private int count;
    private int length;
    private int firstOfSecondSide;

    HeldGroup(MemoryBudget budget) throws MemoryExhaustedException {
        this.budget = budget;
        int limit = (int) Math.min(MAX_BYTES, budget.limitBytes() / DIVISOR);
        bytes = new byte[limit * 4 / 5];
        ends = new int[limit / 5 / Integer.BYTES];
        reservedBytes = bytes.length + ends.length * Integer.BYTES;
        budget.reserve(reservedBytes, "the values of a group");
    }

    void reset() {
        count = 0;
        length = 0;
        firstOfSecondSide = Integer.MAX_VALUE;
    }

    /** Keeps a copy, or says that there is no room. Sides come one after the other. */
    boolean tryAdd(int side, byte[] value, int offset, int valueLength) {
        if (count == ends.length || valueLength > bytes.length - length) {
            return false;
        }
        if (side > 0 && firstOfSecondSide == Integer.MAX_VALUE) {
            firstOfSecondSide = count;
        }
        System.arraycopy(value, offset, bytes, length, valueLength);
        length += valueLength;
        ends[count++] = length;
        return true;
    }

    /** The values of a side; valid until the next reset. */
    GroupValues values(int side, Codec<Object> codec) {
        int middle = Math.min(firstOfSecondSide, count);
        int from = side == 0 ? 0 : middle;
        int to = side == 0 ? middle : count;
        return new GroupValues() {
            @Override
            public boolean isEmpty() {
                return from == to;
            }

            @Override
            public ValuePass iterator() {
                return new Pass(from, to, codec);
            }
        };
    }

    private final class Pass implements ValuePass {
        private final int to;
        private final Codec<Object> codec;
        private final ByteInput read = new ByteInput();
        private int next;
        private int valueBytes;

        Pass(int from, int to, Codec<Object> codec) {
            this.next = from;
            this.to = to;
            this.codec = codec;
        }

        @Override
        public boolean hasNext() {
            return next < to;
        }

        @Override
        public Object next() {
            if (next >= to) {
                throw new NoSuchElementException("all values of the group were read");
            }
            int start = next == 0 ? 0 : ends[next - 1];
            valueBytes = ends[next] - start;
            read.reset(bytes, start, valueBytes);
            next++;
            return codec.decode(read);
        }

        @Override
        public int valueBytes() {
            return valueBytes;
        }
    }

    @Override
    public void close() {
        budget.release(reservedBytes);
        Arrays.fill(ends, 0);
    }
}
