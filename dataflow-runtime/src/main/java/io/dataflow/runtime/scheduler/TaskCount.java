package io.dataflow.runtime.scheduler;

import java.io.Serializable;

/** How many tasks a stage has. */
public sealed interface TaskCount extends Serializable {
    /**
     * Known beforehand: sources with one task per group of splits, and stages of one task. Each task reads all inputs.
     */
    record Fixed(int count) implements TaskCount {
        public Fixed {
            if (count < 1) {
                throw new IllegalArgumentException("A stage needs at least one task, not " + count);
            }
        }
    }

    /** Decided from the measured sizes of the inputs, once, when all of them are first available. */
    record ByInput() implements TaskCount {}

    /** So many, or one for each partition or output of the inputs where there are fewer of these. */
    record Wanted(int count) implements TaskCount {
        public Wanted {
            if (count < 1) {
                throw new IllegalArgumentException("A stage needs at least one task, not " + count);
            }
        }
    }

    /** None: the outputs of the stage are those of the result stage of another job, which keeps its results. */
    record Kept(String job) implements TaskCount {}

    /** Whether what the tasks read is divided among them, according to what the inputs measured. */
    default boolean dividesInputs() {
        return this instanceof ByInput || this instanceof Wanted;
    }
}
