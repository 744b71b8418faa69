/**
 * Files whose records have a structure, as sources and sinks: {@link io.dataflow.files.Csv} and
 * {@link io.dataflow.files.JsonLines}; and two more ways of packing them. Knows no plans, no datasets and no engine.
 */
@NullMarked
package io.dataflow.files;

import org.jspecify.annotations.NullMarked;
