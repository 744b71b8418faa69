/**
 * From a logical plan to stages joined by exchanges. Read {@link Planner} first, then {@link StageProgram}, which is what
 * travels to the workers. Runs nothing.
 */
@NullMarked
package io.dataflow.runtime.plan;

import org.jspecify.annotations.NullMarked;
