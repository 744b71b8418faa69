package io.dataflow.benchmarks.job;

import java.io.IOException;
import java.util.Set;

/** A system under measurement, in a process of its own. Confined to one thread. */
public interface Contestant extends AutoCloseable {
    /** As in {@code spark-rdd}, {@code plain-2}. */
    String name();

    /** Of the system that does the work. */
    String version();

    /** Those that it can do. */
    Set<Work> works();

    /** Called once before the first round, outside the clock of rounds but inside that of a cold start. */
    default void prepare(Work work, Inputs inputs) throws Exception {}

    /** Does the work once, from the input files to the answer, to files, or to whatever {@link #answer} looks at. */
    Result run(Work work, Inputs inputs) throws Exception;

    /** The answer of the round that just ended, if its result has none. Outside the clock. */
    default Answer answer(Work work, Inputs inputs) throws Exception {
        if (work != Work.SORT) {
            throw new IOException(name() + " has no answer to " + work.id());
        }
        return SortedFiles.answer(inputs.output());
    }

    /** Whether other processes work for it, whose time and memory count. */
    default boolean hasProcesses() {
        return false;
    }

    @Override
    default void close() throws IOException {}

    /** Opens the contestants of a module by name. */
    interface Factory {
        /**
         * A contestant ready to work; the caller closes it.
         *
         * @throws IllegalArgumentException if there is none of that name
         */
        Contestant open(String name, Inputs inputs) throws Exception;
    }
}
