/**
 * The sort benchmark: records are generated, sorted and validated. Read {@link io.dataflow.examples.tera.TeraSort} first. Knows
 * the API and nothing of the engine.
 */
@NullMarked
package io.dataflow.examples.tera;

import org.jspecify.annotations.NullMarked;
