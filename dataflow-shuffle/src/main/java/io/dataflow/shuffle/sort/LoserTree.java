package io.dataflow.shuffle.sort;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges sorted runs with one comparison per level of a tree over them, most of them of cached key prefixes. Equal keys
 * come in the order of their runs.
 *
 * <p>Owns the runs. Confined to one thread.
 */
public final class LoserTree<R extends Run> implements AutoCloseable {
    /*
     * A tournament: each inner node remembers the loser of the match played there, and node 0 the overall winner. When
     * the winner's run moves on, only the matches between its leaf and the root are played again (Knuth, TAOCP 3,
     * 5.4.1). The leaf of run r is node r + k of k runs; node n plays under node n / 2.
     */
    private static final int NOBODY = -1;

    private final List<R> runs;
    private final int[] losers;
    private final long[] prefixes;
    private final boolean[] ended;
    private boolean started;

    /** Takes ownership of {@code runs}, of which none has been read yet. */
    public LoserTree(List<R> runs) {
        this.runs = List.copyOf(runs);
        losers = new int[Math.max(1, runs.size())];
        prefixes = new long[runs.size()];
        ended = new boolean[runs.size()];
    }

    /** Moves to the next record of all runs in order; false at the end. */
    public boolean next() throws IOException {
        if (!started) {
            start();
        } else if (losers[0] != NOBODY && !ended[losers[0]]) {
            int winner = losers[0];
            advance(winner);
            replay(winner);
        }
        return losers[0] != NOBODY && !ended[losers[0]];
    }

    private void start() throws IOException {
        started = true;
        Arrays.fill(losers, NOBODY);
        for (int run = 0; run < runs.size(); run++) {
            advance(run);
            replay(run);
        }
    }

    private void advance(int index) throws IOException {
        R run = runs.get(index);
        if (run.next()) {
            prefixes[index] = KeyPrefix.of(run.bytes(), run.keyOffset(), run.keyLength());
        } else {
            ended[index] = true;
            run.close();
        }
    }

    /** While the tree fills, the first to come to a node waits there for the other. */
    private void replay(int run) {
        int winner = run;
        for (int node = (run + runs.size()) / 2; node > 0; node /= 2) {
            int other = losers[node];
            if (other == NOBODY) {
                losers[node] = winner;
                return;
            }
            if (isBefore(other, winner)) {
                losers[node] = winner;
                winner = other;
            }
        }
        losers[0] = winner;
    }

    private boolean isBefore(int a, int b) {
        if (ended[a] || ended[b]) {
            return ended[b] && (!ended[a] || a < b);
        }
        if (prefixes[a] != prefixes[b]) {
            return prefixes[a] < prefixes[b];
        }
        R runA = runs.get(a);
        R runB = runs.get(b);
        int order = KeyPrefix.compareRest(
                runA.bytes(), runA.keyOffset(), runA.keyLength(), runB.bytes(), runB.keyOffset(), runB.keyLength());
        return order != 0 ? order < 0 : a < b;
    }

    /** The run whose current record is the current one, or null before the first and behind the last. */
    public @Nullable R winner() {
        return !started || losers[0] == NOBODY || ended[losers[0]] ? null : runs.get(losers[0]);
    }

    /** Closes all runs. */
    @Override
    public void close() {
        runs.forEach(Run::close);
    }
}
