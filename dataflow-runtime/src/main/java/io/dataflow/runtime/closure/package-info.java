/**
 * User code on its way: what a plan looks like as bytes, which classes it needs, how they are kept and loaded.
 * Read {@link io.dataflow.runtime.closure.PlanSerializer} first. Knows nothing of stages, tasks, sockets or messages
 * other than {@link io.dataflow.runtime.protocol.ArtifactId}.
 */
@NullMarked
package io.dataflow.runtime.closure;

import org.jspecify.annotations.NullMarked;
