package io.dataflow.benchmarks.job.plain;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Ranks;
import io.dataflow.benchmarks.job.Work;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Ranks in arrays: for each vertex the sources of the edges that come in lie side by side. */
final class PageRank {
    private final int vertices;
    private final Workers workers;
    private final List<IntPairs> edges;

    /** Where the sources of each vertex begin, counted within its worker's part. */
    private final int[] starts;

    private final int[] outDegrees;

    private PageRank(int vertices, Workers workers, List<IntPairs> edges) {
        this.vertices = vertices;
        this.workers = workers;
        this.edges = edges;
        this.starts = new int[vertices];
        this.outDegrees = new int[vertices];
    }

    static Answer ranks(Path file, int vertices, Workers workers) throws Exception {
        List<IntPairs> edges = workers.each(worker -> {
            IntPairs own = new IntPairs();
            LineBlocks.read(file, worker, workers.count(), own::addAll);
            return own;
        });
        return new PageRank(vertices, workers, edges).ranks();
    }

    private Answer ranks() throws Exception {
        List<int[]> sources = workers.each(this::sourcesOf);
        double[] shares = new double[vertices];
        double[] ranks = new double[vertices];
        Arrays.fill(ranks, 1);
        for (int i = 0; i < Work.iterations(); i++) {
            workers.each(worker -> {
                for (int vertex = first(worker); vertex < first(worker + 1); vertex++) {
                    shares[vertex] = ranks[vertex] / outDegrees[vertex];
                }
                return true;
            });
            workers.each(worker -> {
                gather(worker, sources.get(worker), shares, ranks);
                return true;
            });
        }
        double sum = 0;
        for (int vertex = 0; vertex < vertices; vertex++) {
            sum += Ranks.term(vertex, ranks[vertex]);
        }
        return Ranks.answer(vertices, sum);
    }

    private int first(int worker) {
        return (int) ((long) vertices * worker / workers.count());
    }

    /** Of the vertices of one worker, which looks at all edges for them. */
    private int[] sourcesOf(int worker) {
        int from = first(worker);
        int to = first(worker + 1);
        int[] inDegrees = new int[to - from];
        for (IntPairs part : edges) {
            for (int i = 0; i < part.size; i += 2) {
                int source = part.values[i];
                int target = part.values[i + 1];
                if (source >= from && source < to) {
                    outDegrees[source]++;
                }
                if (target >= from && target < to) {
                    inDegrees[target - from]++;
                }
            }
        }
        int[] ends = new int[to - from];
        int end = 0;
        for (int vertex = from; vertex < to; vertex++) {
            starts[vertex] = end;
            ends[vertex - from] = end;
            end += inDegrees[vertex - from];
        }
        int[] sources = new int[end];
        for (IntPairs part : edges) {
            for (int i = 0; i < part.size; i += 2) {
                int target = part.values[i + 1];
                if (target >= from && target < to) {
                    sources[ends[target - from]++] = part.values[i];
                }
            }
        }
        return sources;
    }

    private void gather(int worker, int[] sources, double[] shares, double[] ranks) {
        int to = first(worker + 1);
        for (int vertex = first(worker); vertex < to; vertex++) {
            int end = vertex + 1 == to ? sources.length : starts[vertex + 1];
            double sum = 0;
            for (int i = starts[vertex]; i < end; i++) {
                sum += shares[sources[i]];
            }
            ranks[vertex] = 0.15 + 0.85 * sum;
        }
    }

    private static final class IntPairs {
        private int[] values = new int[1024];
        private int size;

        void addAll(byte[] bytes, int from, int to) {
            int at = from;
            while (at < to) {
                int source = 0;
                for (; bytes[at] != '\t'; at++) {
                    source = source * 10 + bytes[at] - '0';
                }
                at++;
                int target = 0;
                for (; bytes[at] != '\n'; at++) {
                    target = target * 10 + bytes[at] - '0';
                }
                at++;
                if (size == values.length) {
                    values = Arrays.copyOf(values, Math.multiplyExact(size, 2));
                }
                values[size++] = source;
                values[size++] = target;
            }
        }
    }
}
