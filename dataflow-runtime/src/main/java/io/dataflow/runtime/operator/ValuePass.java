package io.dataflow.runtime.operator;

import java.util.Iterator;

/** One pass over values of a group. */
interface ValuePass extends Iterator<Object> {

    /** How long the value is, encoded, that {@link #next} returned last. */
    int valueBytes();
}
