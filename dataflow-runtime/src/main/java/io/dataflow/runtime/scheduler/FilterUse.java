package io.dataflow.runtime.scheduler;

/** When the keys of one side of a join are made a filter for the other. Programs have {@link #EXPECTED_TO_PAY}. */
public enum FilterUse {
    /** Never: to see what filters gain. */
    NEVER,
    /** By what was measured. */
    EXPECTED_TO_PAY,
    /** Wherever there may be one, however little it has to do: for tests. */
    ALWAYS
}
