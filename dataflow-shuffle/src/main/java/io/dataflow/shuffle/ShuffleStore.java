package io.dataflow.shuffle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outputs a worker serves, by attempt. Owns them from publication to withdrawal. Safe for use by many threads.
 */
public final class ShuffleStore implements AutoCloseable {
    private record Stage(String job, int stage) {
        /** Written out, because the generated methods take a cold JVM long to set up. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Stage that && stage == that.stage && job.equals(that.job);
        }

        @Override
        public int hashCode() {
            return 31 * job.hashCode() + stage;
        }
    }

    // Both guarded by this.
    private final Map<Stage, Map<OutputId, ShuffleOutput>> outputsByStage = new HashMap<>();
    private boolean closed;

    public ShuffleStore() {}

    /** Takes ownership of {@code output}, unless the id was published before or the store is closed. */
    public synchronized void publish(OutputId id, ShuffleOutput output) {
        if (closed) {
            throw new IllegalStateException("Cannot publish " + id + ": the store is closed");
        }
        Map<OutputId, ShuffleOutput> outputs =
                outputsByStage.computeIfAbsent(new Stage(id.job(), id.stage()), stage -> new HashMap<>());
        if (outputs.putIfAbsent(id, output) != null) {
            throw new IllegalStateException(id + " is published already");
        }
    }

    /** The output of exactly that attempt, or null if it was never published here or is withdrawn. */
    public synchronized @Nullable ShuffleOutput output(OutputId id) {
        Map<OutputId, ShuffleOutput> outputs = outputsByStage.get(new Stage(id.job(), id.stage()));
        return outputs == null ? null : outputs.get(id);
    }

    /** The outputs that are here, those of a stage together. */
    public synchronized List<OutputId> ids() {
        return outputsByStage.values().stream()
                .flatMap(outputs -> outputs.keySet().stream())
                .toList();
    }

    public void withdraw(OutputId id) {
        ShuffleOutput output = remove(id);
        if (output != null) {
            output.close();
        }
    }

    private synchronized @Nullable ShuffleOutput remove(OutputId id) {
        Stage stage = new Stage(id.job(), id.stage());
        Map<OutputId, ShuffleOutput> outputs = outputsByStage.get(stage);
        if (outputs == null) {
            return null;
        }
        ShuffleOutput output = outputs.remove(id);
        if (outputs.isEmpty()) {
            outputsByStage.remove(stage);
        }
        return output;
    }

    /** Withdraws the outputs of all attempts of all tasks of a stage. */
    public void withdrawStage(String job, int stage) {
        Map<OutputId, ShuffleOutput> outputs;
        synchronized (this) {
            outputs = outputsByStage.remove(new Stage(job, stage));
        }
        if (outputs != null) {
            closeAll(outputs.values());
        }
    }

    public void withdrawJob(String job) {
        List<ShuffleOutput> outputs = new ArrayList<>();
        synchronized (this) {
            outputsByStage.entrySet().removeIf(entry -> {
                boolean ofJob = entry.getKey().job().equals(job);
                if (ofJob) {
                    outputs.addAll(entry.getValue().values());
                }
                return ofJob;
            });
        }
        closeAll(outputs);
    }

    /** What all outputs hold of the store's memory. */
    public synchronized long memoryBytes() {
        return outputsByStage.values().stream()
                .flatMap(outputs -> outputs.values().stream())
                .mapToLong(ShuffleOutput::memoryBytes)
                .sum();
    }

    /** Withdraws everything and takes no more. */
    @Override
    public void close() {
        List<ShuffleOutput> outputs = new ArrayList<>();
        synchronized (this) {
            closed = true;
            outputsByStage.values().forEach(ofStage -> outputs.addAll(ofStage.values()));
            outputsByStage.clear();
        }
        closeAll(outputs);
    }

    /** Closes every one, also when one fails. */
    private static void closeAll(Collection<ShuffleOutput> outputs) {
        RuntimeException first = null;
        for (ShuffleOutput output : outputs) {
            try {
                output.close();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
