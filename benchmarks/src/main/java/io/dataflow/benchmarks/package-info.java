/**
 * Data for measurements, and checks of what is measured. Read {@link io.dataflow.benchmarks.ZipfText} first. Knows nothing of
 * Dataflow, so that its answers are independent.
 */
@NullMarked
package io.dataflow.benchmarks;

import org.jspecify.annotations.NullMarked;
