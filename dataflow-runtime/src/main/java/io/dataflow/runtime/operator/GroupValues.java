package io.dataflow.runtime.operator;

/** The values that one side has for a key; valid until the next key. */
interface GroupValues extends Iterable<Object> {

    /** Whether there are none. Leaves no pass open. */
    boolean isEmpty();

    @Override
    ValuePass iterator();
}
