package io.dataflow.api.aggregate;

/** What two aggregators found in the same records. Components may be null where their aggregator says so. */
public record Two<A, B>(A first, B second) {}
