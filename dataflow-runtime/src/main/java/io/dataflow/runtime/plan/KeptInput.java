package io.dataflow.runtime.plan;

import io.dataflow.api.codec.ValueType;
import io.dataflow.runtime.scheduler.ExchangeKind;

/**
 * Records that another job keeps, its result.
 *
 * @param kind of the other job's result stage
 * @param ordered whether its tasks, one after the other, yield the records in order
 * @param sizeBytes about how many bytes; what that job itself reads, as long as it is not done
 */
public record KeptInput(String job, ExchangeKind kind, ValueType type, boolean ordered, long sizeBytes) {}
