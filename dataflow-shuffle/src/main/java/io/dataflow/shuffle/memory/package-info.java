/**
 * Who may hold how many bytes: one pool per worker, one budget per owner.
 *
 * <p>Read {@link io.dataflow.shuffle.memory.MemoryBudget} first. This package must not know records, blocks or files.
 */
@NullMarked
package io.dataflow.shuffle.memory;

import org.jspecify.annotations.NullMarked;
