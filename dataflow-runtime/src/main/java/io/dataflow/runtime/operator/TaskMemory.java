package io.dataflow.runtime.operator;

import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.scheduler.MemoryFloor;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;

/**
 * An attempt's share of the worker's memory, divided among what goes on in it. The parts do not lend to each other: a
 * table that has grown must not leave the writer behind it without a page.
 *
 * @param input for what reading needs: tables and merges
 * @param overflow for writing out a table that is full
 * @param combine for what is combined before it is written
 * @param sides for records of the chain that wait for those of other stages
 * @param output for what is written but not published
 * @param store the worker's, where published output may stay; not closed with the others
 * @param longRecords for the long record at hand, which has a block to itself
 * @param none a budget of nothing, for what is to go to disk at once
 * @param pool the worker's, of which all of these are parts
 */
public record TaskMemory(
        MemoryBudget input,
        MemoryBudget overflow,
        MemoryBudget combine,
        MemoryBudget sides,
        MemoryBudget output,
        MemoryBudget longRecords,
        MemoryBudget store,
        MemoryBudget none,
        MemoryPool pool)
        implements AutoCloseable {

    /** How the names of budgets for long records end. */
    public static final String LONG_RECORDS = " long records";

    /** Of an attempt's memory, for long records, unless it is known that more is needed. */
    static final int LONG_RECORDS_DIVISOR = 8;

    /** Of what an operator has that joins with what it reads. */
    private static final int TABLE_PERCENT = 40;

    public static long longRecordBytes(long attemptBytes) {
        return attemptBytes / LONG_RECORDS_DIVISOR;
    }

    /** The least that an attempt at the program can do with. */
    public static MemoryFloor floor(StageProgram program) {
        return MemoryShares.floor(program);
    }

    /** Of {@code attemptBytes}, to each part according to what the program does. */
    public static TaskMemory of(
            StageProgram program,
            String owner,
            long attemptBytes,
            long longRecordBytes,
            MemoryPool pool,
            MemoryBudget store) {
        long limitBytes = attemptBytes - longRecordBytes;
        MemoryShares shares = MemoryShares.of(program);
        return new TaskMemory(
                pool.budget(owner, " reading", MemoryShares.part(shares.input(), limitBytes)),
                pool.budget(owner, " overflow", MemoryShares.part(shares.overflow(), limitBytes)),
                pool.budget(owner, " combining", MemoryShares.part(shares.combine(), limitBytes)),
                pool.budget(owner, " keeping", MemoryShares.part(shares.sides(), limitBytes)),
                pool.budget(owner, " writing", MemoryShares.part(shares.output(), limitBytes)),
                pool.budget(owner, LONG_RECORDS, longRecordBytes),
                store,
                pool.budget(owner, " nothing", 0),
                pool);
    }

    /** A part of the overflow memory for one of several things that need some at the same time. The caller closes it. */
    MemoryBudget partOfOverflow(String owner, int divisor) {
        return pool.budget(overflow.owner() + ", " + owner, overflow.limitBytes() / divisor);
    }

    /** For one of the operators that read other stages: its part of what is set apart for them. The caller closes it. */
    MemoryBudget partOfSides(String owner, int sideCount) {
        return pool.budget(sides.owner() + ", " + owner, sidePartBytes(sideCount));
    }

    private long sidePartBytes(int sideCount) {
        return sides.limitBytes() / sideCount;
    }

    /**
     * For one of the operators that read other stages: a part of what is set apart for them, for tables and for what of
     * those does not fit. The caller closes {@code input} and {@code overflow}; the rest is shared or nothing.
     */
    TaskMemory forSide(String owner, int sideCount) {
        long bytes = sidePartBytes(sideCount);
        long tableBytes = bytes * TABLE_PERCENT / 100;
        return new TaskMemory(
                pool.budget(sides.owner() + ", table of " + owner, tableBytes),
                pool.budget(sides.owner() + ", overflow of " + owner, bytes - tableBytes),
                none,
                none,
                none,
                longRecords,
                store,
                none,
                pool);
    }

    /** The most that each part held, added up: no less than what they held together. */
    public long peakBytes() {
        return input.peakBytes()
                + overflow.peakBytes()
                + combine.peakBytes()
                + sides.peakBytes()
                + output.peakBytes()
                + longRecords.peakBytes();
    }

    @Override
    public void close() {
        input.close();
        overflow.close();
        combine.close();
        sides.close();
        output.close();
        longRecords.close();
        none.close();
    }
}
