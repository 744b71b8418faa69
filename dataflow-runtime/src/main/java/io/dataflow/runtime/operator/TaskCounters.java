package io.dataflow.runtime.operator;

/** What an attempt has done so far. Written by the task's thread, a batch at a time; read by any. */
public final class TaskCounters {
    private volatile long readRecords;
    private volatile long readBytes;
    private volatile long writtenRecords;
    private volatile long writtenBytes;
    private volatile long spilledBytes;

    void read(long records, long bytes) {
        readRecords = records;
        readBytes = bytes;
    }

    /** Several readers of one task add up. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the task's thread writes
    void readMore(long records, long bytes) {
        readRecords += records;
        readBytes += bytes;
    }

    void written(long records, long bytes) {
        writtenRecords = records;
        writtenBytes = bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the task's thread writes
    void spilled(long bytes) {
        spilledBytes += bytes;
    }

    public long readRecords() {
        return readRecords;
    }

    public long readBytes() {
        return readBytes;
    }

    public long writtenRecords() {
        return writtenRecords;
    }

    public long writtenBytes() {
        return writtenBytes;
    }

    public long spilledBytes() {
        return spilledBytes;
    }
}
