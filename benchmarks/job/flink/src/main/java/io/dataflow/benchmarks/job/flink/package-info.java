/** Apache Flink in batch mode, by its DataStream API and by its Table API. */
@NullMarked
package io.dataflow.benchmarks.job.flink;

import org.jspecify.annotations.NullMarked;
