/**
 * What happens to records inside a task: inputs push them through a chain of operators into an output. Read
 * {@link TaskPipeline} first. Knows no network, and nothing of other tasks.
 */
@NullMarked
package io.dataflow.runtime.operator;

import org.jspecify.annotations.NullMarked;
