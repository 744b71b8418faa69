package io.dataflow.testing.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is to go wrong with one worker, each at the n-th event of a kind from when it was asked for. Safe for use by many
 * threads.
 */
final class Script {
    /** What is counted, and what happens at the count. */
    enum Fault {
        KILL_AFTER_BLOCKS("blocks handed out"),
        KILL_AFTER_TASKS("tasks finished"),
        CORRUPT_BLOCK("blocks sent to others"),
        CORRUPT_SPILL("blocks written to spill files"),
        TRUNCATE_SPILL("spill files begun"),
        DROP_MESSAGE("messages for the coordinator");

        private final String counted;

        Fault(String counted) {
            this.counted = counted;
        }
    }

    private static final class Countdown {
        private final String call;
        private final long wanted;
        private long seen;

        Countdown(String call, long wanted) {
            this.call = call;
            this.wanted = wanted;
        }
    }

    @GuardedBy("this")
    private final Map<Fault, List<Countdown>> pending = new EnumMap<>(Fault.class);

    @GuardedBy("this")
    private boolean killed;

    /** @param call as the test has written it, for messages to people */
    synchronized void add(Fault fault, String call, long count) {
        if (count < 1) {
            throw new IllegalArgumentException("Counts begin with 1, but faults()." + call + " says " + count);
        }
        if (killed && (fault == Fault.KILL_AFTER_BLOCKS || fault == Fault.KILL_AFTER_TASKS)) {
            return;
        }
        pending.computeIfAbsent(fault, key -> new ArrayList<>()).add(new Countdown(call, count));
    }

    /** Counts an event; true when it is one at which the fault is to happen. */
    synchronized boolean strikes(Fault fault) {
        List<Countdown> waiting = pending.get(fault);
        if (waiting == null) {
            return false;
        }
        waiting.forEach(countdown -> countdown.seen++);
        return waiting.removeIf(countdown -> countdown.seen >= countdown.wanted);
    }

    /** A worker dies once: what else was to kill it has nothing left to do. */
    synchronized void killed() {
        killed = true;
        pending.remove(Fault.KILL_AFTER_BLOCKS);
        pending.remove(Fault.KILL_AFTER_TASKS);
    }

    /** A sentence for each fault that has not happened. */
    synchronized List<String> unstruck() {
        List<String> sentences = new ArrayList<>();
        pending.forEach((fault, waiting) -> waiting.forEach(countdown -> sentences.add("faults()." + countdown.call
                + " never happened: " + fault.counted + " since then are " + countdown.seen + ", fewer than "
                + countdown.wanted + "; script an earlier moment, or more work")));
        return sentences;
    }
}
