/**
 * Where records come from and where they go: {@link Source} and {@link Sink}, and the built-in ones. Knows no plans and no
 * datasets.
 */
@NullMarked
package io.dataflow.api.io;

import org.jspecify.annotations.NullMarked;
