/** Real processes that are killed, stopped and given bad disks while they run jobs; behind {@code benchmarks/reliability}. */
@NullMarked
package io.dataflow.cli.reliability;

import org.jspecify.annotations.NullMarked;
