/** A process, or a part of one, that runs attempts and serves their outputs. Read {@link Worker} first. */
@NullMarked
package io.dataflow.runtime.worker;

import org.jspecify.annotations.NullMarked;
