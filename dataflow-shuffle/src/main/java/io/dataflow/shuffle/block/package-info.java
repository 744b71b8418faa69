/**
 * The unit of I/O and of corruption: records packed into checked, perhaps compressed, blocks.
 *
 * <p>Read {@link io.dataflow.shuffle.block.BlockCodec} first. This package must not know files, partitions or memory
 * budgets; it is the only one that knows LZ4.
 */
@NullMarked
package io.dataflow.shuffle.block;

import org.jspecify.annotations.NullMarked;
