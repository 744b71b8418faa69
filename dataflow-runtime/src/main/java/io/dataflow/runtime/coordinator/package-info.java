/**
 * Joins the scheduler to transport and clock: turns messages into events, and carries out the effects. Read
 * {@link Coordinator} first, and {@link Journal} for how it outlives its process. Never sees user code: programs and splits
 * pass through as bytes.
 */
@NullMarked
package io.dataflow.runtime.coordinator;

import org.jspecify.annotations.NullMarked;
