package io.dataflow.api;

/**
 * A record that a function could not take, where an {@link ErrorPolicy} sets such records aside.
 *
 * @param record what the function was given
 * @param operator the name of its operator
 * @param error what it threw, as text
 */
public record Rejected<T>(T record, String operator, String error) {}
