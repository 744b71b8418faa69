package io.dataflow.api;

import java.util.Iterator;

/**
 * Results as they come in. Confined to one thread at a time; the caller closes it, which ends the reading. A job that fails
 * while they are read throws from {@code hasNext} or {@code next}.
 *
 * <pre>{@code
 * try (Records<String> records = lines.iterator()) {
 *     while (records.hasNext()) {
 *         System.out.println(records.next());
 *     }
 * }
 * }</pre>
 *
 * @param <T> the records
 */
public interface Records<T> extends Iterator<T>, AutoCloseable {
    /** Ends the reading, whether all was read or not, and gives back what the results take. */
    @Override
    void close();
}
