package io.dataflow.cli;

import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How much a worker may use, be it a process or part of this one. */
final class ResourceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private @Nullable Integer slots;
    private @Nullable Long memoryBytes;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Tasks that run at a time in each worker. Default: the processors, shared by the workers of this"
                    + " command.")
    void setSlots(int count) {
        if (count < 1) {
            throw refused("--slots must be at least 1, got " + count);
        }
        slots = count;
    }

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = Sizes.class,
            description = "What the tasks of each worker may hold together, such as 64MB; the rest is spilled to disk."
                    + " Default: half of the heap, or what is fair to other workers of this command.")
    void setMemory(long bytes) {
        if (bytes < SessionOptions.MIN_MEMORY_BYTES) {
            throw refused("--memory must be at least " + Quantities.bytes(SessionOptions.MIN_MEMORY_BYTES) + ", got "
                    + Quantities.bytes(bytes));
        }
        memoryBytes = bytes;
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    Optional<Integer> slots() {
        return Optional.ofNullable(slots);
    }

    Optional<Long> memoryBytes() {
        return Optional.ofNullable(memoryBytes);
    }

    /** What a worker in this process may hold, if that was said and can be kept. */
    Optional<Long> memoryBytesHere() {
        long heapBytes = Runtime.getRuntime().maxMemory();
        if (memoryBytes != null && memoryBytes > heapBytes / 10 * 9) {
            throw new DataflowException(
                    FailureKind.RESOURCES,
                    "--memory " + Quantities.bytes(memoryBytes) + " does not fit this process's heap of "
                            + Quantities.bytes(heapBytes) + "; ask for less, or set DATAFLOW_JAVA_OPTS=-Xmx with a larger heap");
        }
        return memoryBytes();
    }
}
