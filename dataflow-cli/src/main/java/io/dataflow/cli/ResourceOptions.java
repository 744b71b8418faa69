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
            description = "Tasks that run at a time in each worker. Default: as many as there are processors, shared by the"
                    + " workers that this command starts.")
    private @Nullable Integer slots;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = Sizes.MemoryConverter.class,
            description = "What the tasks of each worker may hold together, such as 64MB; what is more goes to disk."
                    + " Default: half of the heap; with --workers a quarter of the machine, shared, and at most 1 GB each.")
    private @Nullable Long memoryBytes;

    Optional<Integer> slots() {
        return Optional.ofNullable(slots);
    }

    Optional<Long> memoryBytes() {
        return Optional.ofNullable(memoryBytes);
    }
}
