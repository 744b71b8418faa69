/** DuckDB by way of JDBC. */
@NullMarked
package io.dataflow.benchmarks.job.duckdb;

import org.jspecify.annotations.NullMarked;
