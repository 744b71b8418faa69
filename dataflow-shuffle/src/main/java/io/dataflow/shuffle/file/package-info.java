/**
 * Spill files: regions of blocks written once, an index of their segments, and the directories they live in.
 *
 * <p>Read {@link io.dataflow.shuffle.file.SpillFile} first. This package must not know writers, outputs or jobs.
 */
@NullMarked
package io.dataflow.shuffle.file;

import org.jspecify.annotations.NullMarked;
