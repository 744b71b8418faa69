/**
 * The same works done by several systems, one process at a time, with equal answers. {@link
 * io.dataflow.benchmarks.job.Contestant} is a system, {@link io.dataflow.benchmarks.job.Rounds} its process, {@link
 * io.dataflow.benchmarks.job.Work} what is asked of it. Knows no system, Dataflow included.
 */
@NullMarked
package io.dataflow.benchmarks.job;

import org.jspecify.annotations.NullMarked;
