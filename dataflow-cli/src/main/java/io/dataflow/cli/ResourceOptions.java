package io.dataflow.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much a worker may use, be it a process or part of this one. */
final class ResourceOptions {
    @Option(
            names = "--slots",
            paramLabel = "N",
            converter = Counts.Slots.class,
            description = "Tasks that run at a time. Default: one a processor.")
    private @Nullable Integer slots;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = Sizes.MemoryConverter.class,
            description =
                    "What all tasks together may hold in memory, such as 64MB; what is more goes to disk. Default: half"
                            + " of the heap.")
    private @Nullable Long memoryBytes;

    Optional<Integer> slots() {
        return Optional.ofNullable(slots);
    }

    Optional<Long> memoryBytes() {
        return Optional.ofNullable(memoryBytes);
    }
}
