package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import java.util.List;

/** Jobs of several kinds, and one whose tasks do nothing but work. */
public final class Mixed {
    private static final List<Kind> KINDS = List.of(Kind.values());

    private Mixed() {}

    /** What a job does; each has an answer of lines. */
    public enum Kind {
        GROUPED {
            @Override
            Dataset<String> of(Session session, long count) {
                return Revenues.of(session, count).map(Pair::toString);
            }
        },
        SORTED {
            @Override
            Dataset<String> of(Session session, long count) {
                return Revenues.lines(session, count).filter(line -> line.hashCode() % 16 == 0);
            }
        },
        DISTINCT {
            @Override
            Dataset<String> of(Session session, long count) {
                return session.range(0, count).map(id -> "name " + id % 3_000).distinct();
            }
        },
        JOINED {
            @Override
            Dataset<String> of(Session session, long count) {
                return Revenues.purchases(session, count)
                        .join(Revenues.of(session, count / 2))
                        .on(Revenues.Purchase::customer, Pair::first)
                        .filter(both -> both.first().id() % 50 == 0)
                        .map(Pair::toString);
            }
        },
        COUNTED {
            @Override
            Dataset<String> of(Session session, long count) {
                return session.range(0, count)
                        .flatMap(id -> List.of("word " + id % 997, "word " + id % 1_009))
                        .groupBy(word -> word)
                        .count()
                        .map(Object::toString);
            }
        };

        abstract Dataset<String> of(Session session, long count);
    }

    /** The {@code number}th kind of job, on so many records. */
    public static Dataset<String> lines(int number, Session session, long count) {
        return KINDS.get(number % KINDS.size()).of(session, count);
    }

    public static int kinds() {
        return KINDS.size();
    }

    /** As many tasks as a range has splits, each of which has to compute for a while; no line comes out. */
    public static Dataset<String> work(Session session) {
        return session.range(0, 64L << 16).filter(Mixed::never).map(Object::toString);
    }

    private static boolean never(long number) {
        long mixed = number;
        for (int i = 0; i < 300; i++) {
            mixed = (mixed ^ (mixed >>> 29)) * 0x9E3779B97F4A7C15L + 1;
        }
        return mixed == 42;
    }
}
