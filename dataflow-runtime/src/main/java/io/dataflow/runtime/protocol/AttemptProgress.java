package io.dataflow.runtime.protocol;

import io.dataflow.runtime.scheduler.AttemptId;
import java.io.Serializable;

/** How far a running attempt is: records and bytes read, records written, bytes spilled so far. */
public record AttemptProgress(
        AttemptId attempt, long readRecords, long readBytes, long writtenRecords, long spilledBytes)
        implements Serializable {}
