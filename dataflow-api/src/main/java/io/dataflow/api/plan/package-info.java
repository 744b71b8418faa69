/** What a program asked for, as an immutable graph. Read {@link PlanNode} first. Knows nothing of how it will be run. */
@NullMarked
package io.dataflow.api.plan;

import org.jspecify.annotations.NullMarked;
