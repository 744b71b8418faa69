/** Dataflow, as its guide says it is used: {@link io.dataflow.benchmarks.job.dataflow.Jobs} has the programs. */
@NullMarked
package io.dataflow.benchmarks.job.dataflow;

import org.jspecify.annotations.NullMarked;
