/** One attempt of one task, from its input to its published output or its failure. Read {@link TaskRunner}. */
@NullMarked
package io.dataflow.runtime.task;

import org.jspecify.annotations.NullMarked;
