package io.dataflow.api.function;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.atomic.LongAdder;

/**
 * A number that the functions of a program add to, and that the job's report has in the end:
 *
 * <pre>{@code
 * Counter empty = Counter.of("empty lines");
 * Job job = lines.filter(line -> {
 *     if (line.isEmpty()) {
 *         empty.increment();
 *     }
 *     return !line.isEmpty();
 * }).write(TextFiles.into(folder));
 * job.report().counters().get("empty lines");
 * }</pre>
 *
 * <p>Each task counts exactly once, with the attempt whose output is used, however often it was tried. Counters of the same
 * name are one. What a loop or a cached dataset counts is in the reports of their own jobs. Safe for use by many threads.
 */
public final class Counter implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Names travel with every report. */
    private static final int MAX_NAME_CHARACTERS = 200;

    private final String name;
    private transient LongAdder added = new LongAdder();

    private Counter(String name) {
        this.name = name;
    }

    /** A counter of that name, which has 1 to 200 characters. */
    public static Counter of(String name) {
        if (name.isBlank() || name.length() > MAX_NAME_CHARACTERS) {
            throw new IllegalArgumentException(
                    "a counter's name has 1 to " + MAX_NAME_CHARACTERS + " characters, not '" + name + "'");
        }
        return new Counter(name);
    }

    /** What the report calls it. */
    public String name() {
        return name;
    }

    /** Adds one. */
    public void increment() {
        added.increment();
    }

    /** Adds any number, also one below zero. */
    public void add(long number) {
        added.add(number);
    }

    /** What was added to this object, not what a job came to: each attempt of a task has a copy of its own. */
    public long addedHere() {
        return added.sum();
    }

    private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
        input.defaultReadObject();
        added = new LongAdder();
    }

    @Override
    public String toString() {
        return "counter '" + name + "'";
    }
}
