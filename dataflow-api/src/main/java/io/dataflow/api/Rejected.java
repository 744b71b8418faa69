package io.dataflow.api;

/**
 * A record that a function could not take, where an {@link ErrorPolicy} sets such records aside.
 *
 * <pre>{@code
 * Dataset<Integer> numbers = lines.map(Integer::parseInt).onError(ErrorPolicy.setAside());
 * numbers.rejected().forEach(bad -> System.out.println(bad.record() + ": " + bad.error()));
 * }</pre>
 *
 * @param record what the function was given
 * @param operator the name of its operator
 * @param error what it threw, as text
 * @param <T> the record
 */
public record Rejected<T>(T record, String operator, String error) {}
