/**
 * TPC-H: a wholesaler's eight tables and 22 questions, each a small class. Read {@link io.dataflow.examples.tpch.Tables}
 * first, then {@link io.dataflow.examples.tpch.Query3}. Decimals are whole numbers of their last digit, see
 * {@link io.dataflow.examples.tpch.Decimal}; text stays bytes. What is joined goes through the shuffle, so the queries
 * drop what they do not need of line items before. Knows the API and nothing of the engine.
 */
@NullMarked
package io.dataflow.examples.tpch;

import org.jspecify.annotations.NullMarked;
