/** Data for measurements: the same seed makes the same bytes, on every machine. */
@NullMarked
package io.dataflow.benchmarks.job.data;

import org.jspecify.annotations.NullMarked;
