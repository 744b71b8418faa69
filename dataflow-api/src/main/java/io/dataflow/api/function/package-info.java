/**
 * The function types of a program, serializable and free to throw, and what functions use: tags, counters, broadcast values,
 * stock tokenisers. Start at {@link Fn1}. Knows no datasets.
 */
@NullMarked
package io.dataflow.api.function;

import org.jspecify.annotations.NullMarked;
