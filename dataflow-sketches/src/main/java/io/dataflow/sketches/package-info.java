/**
 * Approximate aggregators, in memory that does not grow with the number of records. Read {@link io.dataflow.sketches.Sketches}
 * first. Knows the API and nothing of engines; nothing of the libraries behind it shows.
 */
@NullMarked
package io.dataflow.sketches;

import org.jspecify.annotations.NullMarked;
