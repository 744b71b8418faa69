package io.dataflow.examples.tpch;

import io.dataflow.api.Dataset;

/**
 * The same records twice.
 *
 * @param table its name in a database, with the columns of a {@link Fact}
 */
record Relation(Dataset<Fact> records, String table) {}
