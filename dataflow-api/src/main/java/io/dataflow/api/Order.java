package io.dataflow.api;

/** Which end of an order comes first. */
public enum Order {
    ASCENDING,
    DESCENDING
}
