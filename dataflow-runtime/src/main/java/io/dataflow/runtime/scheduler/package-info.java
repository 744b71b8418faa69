/**
 * Decides which task of which job runs on which worker. A pure state machine: events come in as calls, what must be
 * done comes out as {@link io.dataflow.runtime.scheduler.Effect}s, and the same events always yield the same effects.
 *
 * <p>Read {@link io.dataflow.runtime.scheduler.JobScheduler} first. Knows no network, file, clock, thread, random
 * number or user code; payloads of tasks stay outside.
 */
@NullMarked
package io.dataflow.runtime.scheduler;

import org.jspecify.annotations.NullMarked;
