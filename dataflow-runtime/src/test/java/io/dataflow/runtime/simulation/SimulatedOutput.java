package io.dataflow.runtime.simulation;

import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.runtime.scheduler.OutputSizesLite;
import io.dataflow.runtime.scheduler.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The output of an attempt, as far as it matters: a hash in place of records, and for each task that it was made from,
 * directly or not, the hash it had. Two outputs that saw different records of one task must not meet in a result.
 */
record SimulatedOutput(AttemptId attempt, long hash, Map<String, Long> origins, OutputSizesLite sizes) {
    /** Made by a task that may be deterministic or, with a salt of its own per attempt, not. */
    static SimulatedOutput of(AttemptId attempt, ExchangeKind kind, List<SimulatedOutput> inputs, long salt) {
        Map<String, Long> origins = new TreeMap<>();
        for (SimulatedOutput input : inputs) {
            merge(origins, input.origins);
        }
        long taskSeed = Arrays.hashCode(new int[] {attempt.job().hashCode(), attempt.stage(), attempt.task()});
        long hash = 31 * (31 * taskSeed + salt) + origins.hashCode();
        origins.put(attempt.job() + "/" + attempt.stage() + "/" + attempt.task(), hash);
        return new SimulatedOutput(attempt, hash, origins, sizes(kind, hash, new Random(taskSeed)));
    }

    /** Adds the origins of another output; throws if the two contradict each other. */
    static void merge(Map<String, Long> origins, Map<String, Long> more) {
        more.forEach((task, hash) -> {
            Long known = origins.putIfAbsent(task, hash);
            if (known != null && !known.equals(hash)) {
                throw new MixedOriginsException("Records of task " + task + " were read in two versions");
            }
        });
    }

    private static OutputSizesLite sizes(ExchangeKind kind, long hash, Random random) {
        long[] partitionBytes = new long[kind.sizeCount()];
        long unit = random.nextInt(4) == 0 ? 1000 : 8_000_000;
        for (int i = 0; i < partitionBytes.length; i++) {
            partitionBytes[i] = random.nextInt(3) == 0 ? 0 : (long) (random.nextDouble() * unit);
        }
        if (random.nextInt(4) == 0) {
            partitionBytes[random.nextInt(partitionBytes.length)] *= 20;
        }
        List<Sample> samples = new ArrayList<>();
        if (kind instanceof ExchangeKind.Sorted) {
            for (int i = 0; i < 16; i++) {
                byte[] key = new byte[random.nextInt(4)];
                random.nextBytes(key);
                samples.add(new Sample(key, partitionBytes[0] / 16));
            }
        }
        return new OutputSizesLite(1 + random.nextInt(3), partitionBytes, 100, samples, hash);
    }

    /** An attempt or a client has read outputs that do not belong together. */
    static final class MixedOriginsException extends RuntimeException {
        private static final long serialVersionUID = 1;

        MixedOriginsException(String message) {
            super(message);
        }
    }
}
