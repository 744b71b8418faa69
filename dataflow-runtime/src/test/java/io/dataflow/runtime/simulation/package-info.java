/**
 * The scheduler among virtual workers, in virtual time, under seeded faults. Read
 * {@link io.dataflow.runtime.simulation.SimulatedCluster} first, then
 * {@link io.dataflow.runtime.simulation.Invariants}. Knows no thread, socket or real clock.
 */
@NullMarked
package io.dataflow.runtime.simulation;

import org.jspecify.annotations.NullMarked;
