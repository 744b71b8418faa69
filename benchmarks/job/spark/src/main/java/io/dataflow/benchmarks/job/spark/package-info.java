/** Apache Spark, by its RDDs and by its SQL. */
@NullMarked
package io.dataflow.benchmarks.job.spark;

import org.jspecify.annotations.NullMarked;
