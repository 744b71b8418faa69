/**
 * Whole jobs in the embedded engine and on small clusters. Start with {@link io.dataflow.runtime.engine.RandomPlansTest}.
 * Knows the API, and of the engine only how to start it.
 */
@NullMarked
package io.dataflow.runtime.engine;

import org.jspecify.annotations.NullMarked;
