package io.dataflow.shuffle;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.CorruptBlockException;

/**
 * Walks the records of a block in place. A block whose records do not fill it exactly is refused, whatever it holds.
 *
 * <p>Reusable, and confined to one thread.
 */
public final class RecordCursor {
    private byte[] bytes = new byte[0];
    private int position;
    private int end;
    private int recordCount;
    private int recordIndex;
    private int recordOffset;
    private int keyOffset;
    private int keyLength;
    private int valueLength;

    /** Starts before the first record of {@code block}. */
    public void reset(Block block) {
        bytes = block.bytes();
        position = block.offset();
        recordOffset = position;
        end = block.end();
        recordCount = block.recordCount();
        recordIndex = 0;
    }

    /** Starts before the record that {@code other} is at, to look at what follows in the same block. */
    public void resetTo(RecordCursor other) {
        bytes = other.bytes;
        position = other.recordOffset;
        recordOffset = position;
        end = other.end;
        recordCount = other.recordCount;
        recordIndex = other.recordIndex - 1;
    }

    /** Moves to the next record; false behind the last. */
    public boolean next() throws CorruptBlockException {
        if (recordIndex >= recordCount) {
            if (position != end) {
                throw CorruptBlockException.badRecord(recordIndex, position, end);
            }
            return false;
        }
        recordOffset = position;
        int at = position;
        if (end - at >= 2 && bytes[at] >= 0 && bytes[at + 1] >= 0) {
            keyLength = bytes[at];
            valueLength = bytes[at + 1];
            keyOffset = at + 2;
        } else {
            readLengths(at);
        }
        if (keyLength > end - keyOffset || valueLength > end - keyOffset - keyLength) {
            throw bad();
        }
        position = keyOffset + keyLength + valueLength;
        recordIndex++;
        return true;
    }

    private void readLengths(int offset) throws CorruptBlockException {
        long key = readLength(offset);
        keyLength = (int) (key >>> 32);
        long value = readLength((int) key);
        valueLength = (int) (value >>> 32);
        keyOffset = (int) value;
    }

    /** The length in the upper half, the offset behind it in the lower. */
    private long readLength(int offset) throws CorruptBlockException {
        long length = 0;
        int at = offset;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at >= end) {
                throw bad();
            }
            byte next = bytes[at++];
            length |= (next & 0x7FL) << shift;
            if (next >= 0) {
                if (length > Integer.MAX_VALUE) {
                    throw bad();
                }
                return (length << 32) | at;
            }
        }
        throw bad();
    }

    private CorruptBlockException bad() {
        return CorruptBlockException.badRecord(recordIndex, recordOffset, end);
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Where the current record begins, its lengths included. */
    public int recordOffset() {
        return recordOffset;
    }

    /** The offset behind the current record. */
    public int recordEnd() {
        return position;
    }

    public int keyOffset() {
        return keyOffset;
    }

    public int keyLength() {
        return keyLength;
    }

    public int valueOffset() {
        return keyOffset + keyLength;
    }

    public int valueLength() {
        return valueLength;
    }
}
