package io.dataflow.examples.graph;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.io.TextFiles;

/**
 * Graphs as text, in the format of LDBC Graphalytics, of which SNAP's edge lists are a case: a line for each vertex, a line
 * {@code from to} or {@code from to weight} for each edge, with white space between. Blank lines and those that begin with
 * {@code #} are passed by. Paths are files, folders or globs.
 */
public record GraphFiles(Session session, long splitBytes) {

    /** The vertices, each once however often it is named. */
    public Dataset<Long> vertices(String... paths) {
        GraphLines format = GraphLines.of(paths);
        return lines(paths).map(format::vertex).named("vertices").distinct().cache();
    }

    /** The edges; a weight may be there, but is not looked at. */
    public Dataset<Edge> edges(String... paths) {
        GraphLines format = GraphLines.of(paths);
        return lines(paths).map(format::edge).named("edges");
    }

    /** The edges, with what they weigh. */
    public Dataset<Edge> weightedEdges(String... paths) {
        GraphLines format = GraphLines.of(paths);
        return lines(paths).map(format::weightedEdge).named("weighted edges");
    }

    private Dataset<String> lines(String... paths) {
        return session.read(TextFiles.of(paths).splitBytes(splitBytes).strings())
                .filter(GraphLines::hasContent);
    }
}
