/** Java by hand, which knows of no engine, and the sort of GNU: what the work costs when it is written for itself. */
@NullMarked
package io.dataflow.benchmarks.job.plain;

import org.jspecify.annotations.NullMarked;
