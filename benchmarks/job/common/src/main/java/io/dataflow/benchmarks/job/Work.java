package io.dataflow.benchmarks.job;

import java.util.Locale;

/** What every system is asked to do. {@link Inputs} says where the data is, {@link Answers} what an answer is made of. */
public enum Work {
    /**
     * Counts the words of {@link Inputs#text()}, which single spaces separate; empty ones do not count. By whatever way
     * the system has for text as bytes. Answer: {@link Answers#word} of each word.
     */
    WORDCOUNT_TEXT,

    /** The same with {@code line.split(" ")} in a function, and keys that are strings. */
    WORDCOUNT_STRING,

    /**
     * Sorts the 100-byte records of {@link Inputs#records()} by their first 10 bytes, unsigned, into files {@code
     * part-*} below the output folder, which are in order from one to the next by name. Answer: read from the files.
     */
    SORT,

    /** Sum and count of the values of each key in {@link Inputs#pairs()}. Answer: {@link Answers#group} of each key. */
    GROUP,

    /**
     * Query 3 of TPC-H without its limit: of orders before 1995-03-15 by customers of the segment {@code BUILDING}, the
     * revenue of what was shipped after that day, {@code extendedprice * (1 - discount)} in ten-thousandths. Answer:
     * {@link Answers#order} of each order that has any.
     */
    JOIN,

    /**
     * Ten iterations over {@link Inputs#edges()}: ranks begin at 1, each becomes {@code 0.15 + 0.85 * sum(rank /
     * outdegree)} over the edges that come in. Every vertex from 0 to before {@link Size#vertices()} has edges of both
     * directions, and repeated edges count repeatedly. Answer: {@link Ranks}.
     */
    PAGERANK,

    /**
     * The longs from 0 to before {@link Size#chainRecords()}, through {@code x * 3 + 1}, those with {@code (x & 7) !=
     * 0}, {@code x ^ (x >>> 5)}, those with {@code x % 5 != 0}, {@code x + 11}, and summed; five functions, one after the
     * other. Answer: {@link Answers#number} of the sum.
     */
    CHAIN,

    /**
     * The same after {@link Contestant#prepare} ran 100 other pipelines of this shape in the JVM, each over a hundredth
     * of the records and with other functions: of 20 maps and 20 filters, each a class of its own.
     */
    CHAIN_AFTER_100,

    /**
     * One job: {@link Inputs#tinyStrings()}, each with {@code !} appended by a function, collected. Answer: {@link
     * Answers#strings}.
     */
    TINY,

    /** {@link Size#tinyJobs()} such jobs, one after the other. Answer: that of the last. */
    TINY_1000,

    /** One job of {@link Size#emptyTasks()} tasks without records. Answer: {@link Answers#number} of 0. */
    EMPTY_TASKS;

    /** As people write it: {@code wordcount-text}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Work of(String id) {
        for (Work work : values()) {
            if (work.id().equals(id)) {
                return work;
            }
        }
        StringBuilder known = new StringBuilder();
        for (Work work : values()) {
            known.append(' ').append(work.id());
        }
        throw new IllegalArgumentException("There is no work '" + id + "'; there are" + known);
    }

    /** Iterations of {@link #PAGERANK}. */
    public static int iterations() {
        return 10;
    }

    /** What a time of this work is divided by in reports: jobs or tasks where it is about these. */
    public long operations(Size size) {
        return switch (this) {
            case TINY_1000 -> size.tinyJobs();
            case EMPTY_TASKS -> size.emptyTasks();
            case WORDCOUNT_TEXT, WORDCOUNT_STRING, SORT, GROUP, JOIN, PAGERANK, CHAIN, CHAIN_AFTER_100, TINY -> 1;
        };
    }
}
