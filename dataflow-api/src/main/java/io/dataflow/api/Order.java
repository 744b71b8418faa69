package io.dataflow.api;

/**
 * Which end of an order comes first.
 *
 * <pre>{@code
 * purchases.sortBy(Purchase::price, DESCENDING).thenBy(Purchase::id);
 * }</pre>
 */
public enum Order {
    /** The least first. */
    ASCENDING,
    /** The greatest first. */
    DESCENDING
}
