package io.dataflow.runtime.operator;

import io.dataflow.runtime.plan.OperatorSpec;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.scheduler.MemoryFloor;
import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.ShuffleReader;
import io.dataflow.shuffle.SortedWriter;
import io.dataflow.shuffle.hash.KeyHash;

/**
 * How the memory of an attempt is divided, in percent, and what each part needs at least.
 *
 * @param input for tables, sorts and merges of what is read
 * @param overflow for writing out what of that does not fit, and for merges beside a sort
 * @param combine for what is combined before it is written
 * @param sides for records of the chain that wait for those of other stages
 * @param output for what is written
 */
record MemoryShares(int input, int overflow, int combine, int sides, int output) {
    private static final int WHOLE = 100;

    static MemoryShares of(StageProgram program) {
        StageInput from = program.input();
        boolean sorts = from instanceof StageInput.SortedGroups || from instanceof StageInput.HashJoined;
        boolean gathers = from instanceof StageInput.Groups || from instanceof StageInput.Keys;
        boolean merges = from instanceof StageInput.Merged || from instanceof StageInput.MergedWith;
        boolean filters = from instanceof StageInput.FilteredKeys;
        int input = gathers || filters ? 45 : merges ? 60 : sorts ? 30 : 0;
        int overflow = gathers ? 15 : sorts ? 30 : 0;
        int sides = readsOtherStages(program) ? (WHOLE - input - overflow) / 2 : 0;
        int rest = WHOLE - input - overflow - sides;
        StageOutput to = program.output();
        boolean combines = to instanceof StageOutput.Combined
                || to instanceof StageOutput.Distinct
                || to instanceof StageOutput.SortedWith;
        int combine = combines ? rest * 3 / 5 : to instanceof StageOutput.Sorted ? rest / 5 : 0;
        return new MemoryShares(input, overflow, combine, sides, rest - combine);
    }

    /** Not by a stream, as every attempt asks. */
    private static boolean readsOtherStages(StageProgram program) {
        for (OperatorSpec operator : program.operators()) {
            if (!operator.sideStages().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    static long part(int percent, long bytes) {
        return bytes * percent / WHOLE;
    }

    /** The least that an attempt at the program needs: that of the part, or the step, that needs most for its share. */
    static MemoryFloor floor(StageProgram program) {
        MemoryFloor most = floorOfRest(program);
        for (StageProgram.Step step : program.steps()) {
            most = larger(most, floorOfRest(step.program()));
        }
        return most;
    }

    private static MemoryFloor floorOfRest(StageProgram program) {
        MemoryShares shares = of(program);
        MemoryFloor reading = floor(shares.input, inputBytes(program.input()), "to read records");
        MemoryFloor overflow = floor(shares.overflow, overflowBytes(program.input()), "to spill what it reads");
        MemoryFloor writing =
                floor(shares.output, outputBytes(program.output()), "to write " + describe(program.output()));
        return larger(larger(reading, overflow), writing);
    }

    private static MemoryFloor larger(MemoryFloor one, MemoryFloor other) {
        return one.attemptBytes() >= other.attemptBytes() ? one : other;
    }

    private static MemoryFloor floor(int percent, long bytes, String what) {
        if (bytes == 0) {
            return new MemoryFloor(0, what);
        }
        long parts = (bytes * WHOLE + percent - 1) / percent;
        long attempt = parts + parts / (TaskMemory.LONG_RECORDS_DIVISOR - 1) + 1;
        return new MemoryFloor(attempt, what);
    }

    private static long mergeBytes() {
        return ShuffleReader.mergeFloorBytes(MergeBlocks.SMALLEST_BYTES);
    }

    private static long inputBytes(StageInput input) {
        if (input instanceof StageInput.Merged) {
            return mergeBytes();
        } else if (input instanceof StageInput.MergedWith) {
            return 2 * mergeBytes() + SortedWriter.FLOOR_BYTES;
        }
        boolean sorts = input instanceof StageInput.SortedGroups
                || input instanceof StageInput.HashJoined
                || input instanceof StageInput.Groups
                || input instanceof StageInput.Keys;
        return sorts ? SortedWriter.FLOOR_BYTES : 0;
    }

    private static long overflowBytes(StageInput input) {
        long spill = PartitionedWriter.floorBytes(KeyHash.SUB_PARTITION_COUNT);
        long passes = SortMergeGroups.OVERFLOW_PARTS * mergeBytes();
        if (input instanceof StageInput.SortedGroups) {
            return passes;
        } else if (input instanceof StageInput.HashJoined) {
            return Math.max(2 * spill, passes);
        } else if (input instanceof StageInput.Groups || input instanceof StageInput.Keys) {
            return Math.max(spill, mergeBytes());
        }
        return 0;
    }

    private static long outputBytes(StageOutput output) {
        return output instanceof StageOutput.Sorted || output instanceof StageOutput.SortedWith
                ? SortedWriter.FLOOR_BYTES
                : PartitionedWriter.floorBytes(partitionCount(output));
    }

    private static String describe(StageOutput output) {
        int partitions = partitionCount(output);
        return partitions == 1 ? "records" : partitions + " partitions";
    }

    private static int partitionCount(StageOutput output) {
        if (output instanceof StageOutput.Spread spread) {
            return spread.partitionCount();
        } else if (output instanceof StageOutput.Combined combined) {
            return combined.partitionCount();
        } else if (output instanceof StageOutput.Keyed keyed) {
            return keyed.partitionCount();
        } else if (output instanceof StageOutput.Distinct distinct) {
            return distinct.partitionCount();
        }
        return 1;
    }
}
