package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;

/** Records that the program changes while they are grouped. */
public final class Changing {
    private Changing() {}

    /** Its key is in an array, which anyone can change. */
    public record Counter(long[] key, long number) {

        /** Another key each time it is asked. */
        long nextKey() {
            return key[0]++ % 1_000;
        }
    }

    /** The key of a group, and what a record of it carries. */
    public record Seen(long key, long carried) {}

    private static Dataset<Counter> counters(Session session, long count) {
        return session.range(0, count).map(number -> new Counter(new long[] {number}, number));
    }

    /** How many records each key has, whose function changes the record. */
    public static Dataset<Pair<Long, Long>> counts(Session session, long count) {
        return counters(session, count).groupBy(Counter::nextKey).count();
    }

    /** Of each group, its key and the key that its records have now. */
    public static Dataset<Seen> keysSeen(Session session, long count) {
        return counters(session, count)
                .groupBy(Counter::nextKey)
                .transformGroups(Seen.class, (key, counters, output) -> {
                    for (Counter counter : counters) {
                        output.emit(new Seen(key, (counter.key()[0] - 1) % 1_000));
                        counter.key()[0] = -1;
                    }
                });
    }
}
