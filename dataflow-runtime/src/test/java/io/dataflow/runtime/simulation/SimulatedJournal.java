package io.dataflow.runtime.simulation;

import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.scheduler.JobScheduler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is left of a coordinator when it is killed: events up to the last sync, the earlier of them as a state. */
final class SimulatedJournal {
    record Entry(Event event, long millis, List<Effect> effects) {}

    private final List<Entry> entries = new ArrayList<>();
    private int safeCount;
    private int stateCount;
    private byte @Nullable [] state;

    void add(Event event, long millis, List<Effect> effects) {
        entries.add(new Entry(event, millis, List.copyOf(effects)));
    }

    void sync() {
        safeCount = entries.size();
    }

    boolean isSafe() {
        return safeCount == entries.size();
    }

    /** From here on events are needed only if they come after this. */
    void replaceBy(JobScheduler scheduler) {
        assert isSafe() : safeCount;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(scheduler);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
        state = bytes.toByteArray();
        stateCount = entries.size();
    }

    /** The tail is torn off; returns what was in it. */
    List<Entry> crash() {
        List<Entry> tail = entries.subList(safeCount, entries.size());
        List<Entry> lost = List.copyOf(tail);
        tail.clear();
        return lost;
    }

    /** All events that are safe, from the first. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The scheduler as it was after the last safe event; a new one is given for when there is no state. */
    JobScheduler recover(JobScheduler fresh) {
        JobScheduler scheduler = fresh;
        if (state != null) {
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(state))) {
                scheduler = (JobScheduler) in.readObject();
            } catch (IOException | ClassNotFoundException failure) {
                throw new AssertionError(failure);
            }
        }
        SchedulerFeed feed = SchedulerFeed.to(scheduler);
        for (Entry entry : entries.subList(stateCount, entries.size())) {
            List<Effect> effects = feed.deliver(entry.event(), entry.millis());
            if (!effects.equals(entry.effects())) {
                throw new AssertionError(
                        "after a restart " + entry.event() + " led to " + effects + " and not to " + entry.effects());
            }
        }
        return scheduler;
    }
}
