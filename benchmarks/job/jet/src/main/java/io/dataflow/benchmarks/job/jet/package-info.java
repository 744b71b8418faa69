/** Hazelcast Jet, embedded. */
@NullMarked
package io.dataflow.benchmarks.job.jet;

import org.jspecify.annotations.NullMarked;
