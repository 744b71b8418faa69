package io.dataflow.runtime.operations;

import java.util.List;

/**
 * Some of what the tasks of a job have logged, in the order in which the coordinator heard of it.
 *
 * @param next from where the next page goes on
 * @param droppedCount lines of the job that were dropped so far, here or on workers, because there were too many
 * @param ended the job has ended, and there is nothing behind this page
 */
public record LogPage(List<LogLine> lines, long next, long droppedCount, boolean ended) {}
