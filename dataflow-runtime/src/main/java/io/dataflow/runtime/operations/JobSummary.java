package io.dataflow.runtime.operations;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A job in a list of them.
 *
 * @param submittedMillis when it was submitted, by the coordinator's clock: milliseconds since 1970
 * @param elapsedMillis until its end, or until now
 * @param stageCount stages of its plan
 * @param doneStageCount those of them whose tasks are all done
 * @param taskCount tasks of all stages whose number of tasks is known
 * @param failure what it failed with, or why it was cancelled; null of every other job
 */
public record JobSummary(
        String job,
        String name,
        JobState state,
        long submittedMillis,
        long elapsedMillis,
        int stageCount,
        int doneStageCount,
        int taskCount,
        int runningTaskCount,
        int doneTaskCount,
        @Nullable String failure)
        implements Serializable {}
