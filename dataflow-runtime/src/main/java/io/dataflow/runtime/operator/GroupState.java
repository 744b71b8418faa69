package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;

/**
 * Accumulators by key, serialized, in the memory it is granted. When that is used up, {@code tryAdd} and {@code tryMerge}
 * return false and change nothing; a drained state takes at least one key again. Confined to the task's thread.
 */
interface GroupState extends AutoCloseable {

    /** Adds a record to the accumulator of its key. */
    boolean tryAdd(byte[] key, int keyOffset, int keyLength, long hash, Object record) throws Exception;

    /** Merges an accumulator, as {@link #drain} or {@link #encodeFirst} gave it, into that of its key. */
    boolean tryMerge(
            byte[] key, int keyOffset, int keyLength, long hash, byte[] state, int stateOffset, int stateLength)
            throws Exception;

    /** Appends the accumulator of a single record, without keeping it. */
    void encodeFirst(Object record, ByteOutput output) throws Exception;

    int keyCount();

    /** What it holds of its budget. */
    long reservedBytes();

    /** Hands over all keys with their accumulators, and forgets them. */
    void drain(Visitor visitor) throws Exception;

    @Override
    void close();

    /** Takes a key and its accumulator. Borrows the arrays until it returns. */
    interface Visitor {
        void visit(byte[] key, int keyOffset, int keyLength, byte[] state, int stateOffset, int stateLength)
                throws Exception;
    }
}
