package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import java.io.File;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Programs with defects. */
public final class Failing {
    private Failing() {}

    /** A record of a type that has no codec. */
    public record Attachment(String name, File file) {}

    /** What no other process could read. */
    public static final class Unsendable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Object part = new Object();

        Unsendable(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return super.getMessage() + (part == null ? " in part" : " in whole");
        }
    }

    /** What cannot even say what it is. */
    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    public static long throwAtSeven(long number) {
        if (number == 7) {
            throw new IllegalStateException("seven is bad");
        }
        return number;
    }

    @SuppressWarnings("InfiniteRecursion") // what it is for
    private static long recurse(long number) {
        return recurse(number + 1) + 1;
    }

    public static Dataset<Long> throwing(Session session) {
        return session.range(0, 10).map(number -> throwAtSeven(number)).named("parse");
    }

    public static Dataset<Long> overflowingTheStack(Session session) {
        return session.range(0, 10).map(number -> recurse(number)).named("recurse");
    }

    public static Dataset<Long> failingAnAssertion(Session session) {
        return session.range(0, 10).filter(number -> {
            throw new AssertionError("never true");
        });
    }

    public static Dataset<Long> throwingUnsendable(Session session) {
        return session.range(0, 10).filter(number -> {
            throw new Unsendable("thing");
        });
    }

    public static Dataset<Long> throwingMute(Session session) {
        return session.range(0, 10).filter(number -> {
            throw new Mute();
        });
    }

    public static Dataset<Long> throwingWhileIterating(Session session) {
        return session.range(0, 10).flatMap(number -> new Iterable<Long>() {
            @Override
            public Iterator<Long> iterator() {
                return Stream.of(number).map(Failing::throwAtSeven).iterator();
            }
        });
    }

    /** Each returns null where no null may be. */
    public static List<Dataset<?>> returningNull(Session session) {
        Dataset<Long> numbers = session.range(0, 10);
        return List.of(
                numbers.map(number -> nothing()).as(Long.class),
                numbers.flatMap(number -> Failing.<Iterable<Long>>nothing()),
                numbers.flatMap(number -> java.util.Arrays.asList(number, null)),
                numbers.groupBy(number -> Failing.<Long>nothing()).count(),
                numbers.sortBy(number -> Failing.<Long>nothing()),
                numbers.groupBy(number -> number % 2).reduce((left, right) -> Failing.<Long>nothing()),
                numbers.groupBy(number -> number % 2)
                        .aggregate(Aggregators.count(), (key, count) -> Failing.<Pair<Long, Long>>nothing()));
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what it is for
    private static <T> T nothing() {
        return null;
    }

    public static Long reducingToNull(Session session) {
        return session.range(0, 100_000).reduce((left, right) -> nothing()).orElse(-1L);
    }

    public static Dataset<Attachment> withoutCodec(Session session) {
        return session.range(0, 3).map(number -> new Attachment("a", new File("b")));
    }

    public static Dataset<Long> capturing(Session session) {
        Thread here = Thread.currentThread();
        Holder holder = new Holder(here);
        return session.range(0, 3).map(number -> number + holder.thread.getPriority());
    }

    private record Holder(Thread thread) implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
    }

    public static long sumOverflow(Session session) {
        return session.range(0, 3).aggregate(Aggregators.sumLong(number -> Long.MAX_VALUE));
    }

    public static Dataset<Pair<Long, Long>> sumOverflowByKey(Session session) {
        Fn1<Long, Long> largest = number -> Long.MAX_VALUE;
        return session.range(0, 3).groupBy(number -> 1L).aggregate(Aggregators.sumLong(largest));
    }

    public static Dataset<String> ofAnotherType(Session session) {
        return session.range(0, 3).as(String.class);
    }

    public static Dataset<Pair<Long, String>> finishingBadly(Session session) {
        return session.range(0, 3)
                .groupBy(number -> 1L)
                .aggregate(Aggregators.of(
                        "broken",
                        ValueType.of(Long.class),
                        ValueType.of(String.class),
                        () -> 0L,
                        (sum, number) -> sum + number,
                        Long::sum,
                        sum -> "x".substring((int) (long) sum)));
    }
}
