package io.dataflow.examples;

import io.dataflow.api.Pair;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What word counts come to, found in one pass over them. It is its own accumulator, to show an aggregator that is made of
 * a record and four functions. Immutable.
 *
 * @param tokenCount words, each as often as it occurs
 * @param distinctCount words, each once
 * @param top the most frequent words first; of equally frequent ones those whose bytes come first
 */
public record WordTotals(long tokenCount, long distinctCount, List<Pair<Text, Long>> top) {
    private static final Comparator<Pair<Text, Long>> MOST_FREQUENT_FIRST =
            Comparator.<Pair<Text, Long>, Long>comparing(Pair::second)
                    .reversed()
                    .thenComparing(Pair::first);

    public WordTotals {
        top = List.copyOf(top);
    }

    /** Keeps at most {@code limit} words. */
    public static Aggregator<Pair<Text, Long>, WordTotals, WordTotals> aggregator(int limit) {
        return Aggregators.of(
                "word totals",
                ValueType.of(WordTotals.class),
                ValueType.of(WordTotals.class),
                () -> new WordTotals(0, 0, List.of()),
                (totals, count) -> totals.plus(count, limit),
                (left, right) -> left.merged(right, limit),
                totals -> totals);
    }

    private WordTotals plus(Pair<Text, Long> count, int limit) {
        return new WordTotals(tokenCount + count.second(), distinctCount + 1, topWith(count, limit));
    }

    private List<Pair<Text, Long>> topWith(Pair<Text, Long> count, int limit) {
        int place = top.size();
        while (place > 0 && MOST_FREQUENT_FIRST.compare(count, top.get(place - 1)) < 0) {
            place--;
        }
        if (place >= limit) {
            return top;
        }
        List<Pair<Text, Long>> longer = new ArrayList<>(top);
        longer.add(place, Pair.of(count.first().copy(), count.second()));
        return longer.size() > limit ? longer.subList(0, limit) : longer;
    }

    private WordTotals merged(WordTotals other, int limit) {
        List<Pair<Text, Long>> all = new ArrayList<>(top);
        all.addAll(other.top);
        all.sort(MOST_FREQUENT_FIRST);
        return new WordTotals(
                tokenCount + other.tokenCount,
                distinctCount + other.distinctCount,
                all.subList(0, Math.min(limit, all.size())));
    }
}
