/** Measurements of works that are about one part of the engine; {@code benchmarks/job} has those beside other systems. */
@NullMarked
package io.dataflow.benchmarks;

import org.jspecify.annotations.NullMarked;
