/** How things go wrong: one exception type, and the class of its cause. Start at {@link DataflowException}. */
@NullMarked
package io.dataflow.api.failure;

import org.jspecify.annotations.NullMarked;
