/** One runnable class per example. Read {@link io.dataflow.examples.WordCount} first. Knows the API and nothing of the engine. */
@NullMarked
package io.dataflow.examples;

import org.jspecify.annotations.NullMarked;
