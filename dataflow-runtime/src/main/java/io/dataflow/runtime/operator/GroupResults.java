package io.dataflow.runtime.operator;

/** Takes each key once, with the accumulator of all that it has. */
interface GroupResults {

    /** Serialized both. Borrows the arrays until it returns. */
    void serialized(byte[] key, int keyOffset, int keyLength, byte[] state, int stateOffset, int stateLength)
            throws Exception;

    /** As objects. Of keys without accumulators, the accumulator is the key. */
    void merged(Object key, Object accumulator) throws Exception;
}
