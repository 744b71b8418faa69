package io.dataflow.kryo;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Input;

/** Reads a length only as far as there are bytes for what it counts, before anything of that length is made. */
final class BoundedInput extends Input {

    void require(int count, int bytesEach) {
        long needed = (long) count * bytesEach;
        if (count < 0 || needed > limit - position) {
            throw new KryoException("a length of " + count + " where " + (limit - position) + " bytes are left");
        }
    }

    @Override
    public String readString() {
        requireText();
        return super.readString();
    }

    @Override
    public StringBuilder readStringBuilder() {
        requireText();
        return super.readStringBuilder();
    }

    /** The flag says that a number of characters follows; of ASCII the last character tells that it is the last. */
    private void requireText() {
        int before = position;
        if (readVarIntFlag()) {
            int count = readVarIntFlag(true);
            if (count > 1) {
                require(count - 1, 1);
            }
        }
        setPosition(before);
    }

    @Override
    public byte[] readBytes(int count) {
        require(count, 1);
        return super.readBytes(count);
    }

    @Override
    public int[] readInts(int count) {
        require(count, Integer.BYTES);
        return super.readInts(count);
    }

    @Override
    public int[] readInts(int count, boolean optimizePositive) {
        require(count, 1);
        return super.readInts(count, optimizePositive);
    }

    @Override
    public long[] readLongs(int count) {
        require(count, Long.BYTES);
        return super.readLongs(count);
    }

    @Override
    public long[] readLongs(int count, boolean optimizePositive) {
        require(count, 1);
        return super.readLongs(count, optimizePositive);
    }

    @Override
    public float[] readFloats(int count) {
        require(count, Float.BYTES);
        return super.readFloats(count);
    }

    @Override
    public double[] readDoubles(int count) {
        require(count, Double.BYTES);
        return super.readDoubles(count);
    }

    @Override
    public short[] readShorts(int count) {
        require(count, Short.BYTES);
        return super.readShorts(count);
    }

    @Override
    public char[] readChars(int count) {
        require(count, Character.BYTES);
        return super.readChars(count);
    }

    @Override
    public boolean[] readBooleans(int count) {
        require(count, 1);
        return super.readBooleans(count);
    }
}
