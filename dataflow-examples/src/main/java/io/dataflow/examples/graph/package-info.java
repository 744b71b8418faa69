/**
 * The six algorithms of LDBC Graphalytics, each a small class over a graph that may be larger than memory. Read
 * {@link io.dataflow.examples.graph.Graph} first, then {@link io.dataflow.examples.graph.BreadthFirstSearch} and
 * {@link io.dataflow.examples.graph.PageRank}, which are loops of a join and a group. No result depends on the order in which
 * records happen to meet, so that it is the same on any number of workers. Knows the API and nothing of the engine.
 */
@NullMarked
package io.dataflow.examples.graph;

import org.jspecify.annotations.NullMarked;
