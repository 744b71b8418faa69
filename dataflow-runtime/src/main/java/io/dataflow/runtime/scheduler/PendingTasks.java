package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one stage that wait for a slot. Those for which it pays wait for one of the worker that holds what they read,
 * for as long as the stage is patient; whichever worker has a free slot takes its own first. The {@link WorkerRegistry} tells
 * which workers have free slots, so that nothing has to be searched for.
 */
final class PendingTasks implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What to launch next; {@code worker} is where it should run, if it has a wish. */
    record Pick(int task, @Nullable LiveWorker worker) {}

    private final IntQueue anywhere = new IntQueue();
    private final Map<LiveWorker, IntQueue> byWorker = new LinkedHashMap<>();
    /** Those of {@code byWorker} that have a free slot. */
    private final Set<LiveWorker> free = new LinkedHashSet<>();
    /** By task, for those in {@code anywhere} that would rather go somewhere. */
    private final Map<Integer, LiveWorker> wishes = new LinkedHashMap<>();

    private final String job;
    private final Listener listener;
    private int size;
    private boolean patient;

    /** Hears that what can be launched may have changed by something else than what the tasks were told to do. */
    interface Listener extends Serializable {
        void onChange();
    }

    PendingTasks(String job, Listener listener) {
        this.job = job;
        this.listener = listener;
    }

    /** Adds a task that goes to any worker; to {@code wish} if that has a free slot by then. */
    void add(int task, @Nullable LiveWorker wish) {
        anywhere.add(task);
        size++;
        if (wish != null) {
            wishes.put(task, wish);
        }
    }

    /** Adds a task that waits for this worker while the stage is patient. */
    void addFor(int task, LiveWorker worker) {
        byWorker.computeIfAbsent(worker, key -> new IntQueue()).add(task);
        size++;
        worker.wantedBy.add(this);
        if (worker.hasFreeSlot()) {
            free.add(worker);
        }
    }

    /** Whether a task can be launched on some worker, if there is a free slot at all. */
    boolean canLaunch() {
        return anywhere.size() > 0 || !free.isEmpty() || (!patient && size > 0);
    }

    /** The next task: one of a worker that has a free slot, else one that goes anywhere, else one that has waited enough. */
    Pick poll() {
        assert canLaunch() : size;
        if (!free.isEmpty()) {
            LiveWorker worker = free.iterator().next();
            return new Pick(pollOf(worker), worker);
        }
        if (anywhere.size() > 0) {
            size--;
            int task = anywhere.poll();
            return new Pick(task, wishes.remove(task));
        }
        return new Pick(pollOf(byWorker.keySet().iterator().next()), null);
    }

    /** The next task that would go to this worker as well as to any other, or to it alone; -1 if there is none at the head. */
    int pollFor(LiveWorker worker) {
        if (byWorker.containsKey(worker)) {
            return pollOf(worker);
        }
        if (anywhere.size() == 0) {
            return -1;
        }
        LiveWorker wish = wishes.get(anywhere.peek());
        if (wish != null && wish != worker) {
            return -1;
        }
        size--;
        int task = anywhere.poll();
        wishes.remove(task);
        return task;
    }

    private int pollOf(LiveWorker worker) {
        IntQueue tasks = Objects.requireNonNull(byWorker.get(worker), worker.id);
        int task = tasks.poll();
        size--;
        if (tasks.size() == 0) {
            byWorker.remove(worker);
            leave(worker);
        }
        return task;
    }

    /** A picked task could not be placed. */
    void putBack(Pick pick) {
        add(pick.task, pick.worker);
    }

    void beginPatience() {
        patient = true;
    }

    void endPatience() {
        patient = false;
        if (size > 0) {
            listener.onChange();
        }
    }

    /** Whether tasks wait for a worker of theirs, and for nothing else. */
    boolean isWaiting() {
        return size > 0 && !canLaunch();
    }

    /** Whether some tasks were added for workers of their own. */
    boolean hasWaiters() {
        return !byWorker.isEmpty();
    }

    void onFreeSlot(LiveWorker worker) {
        if (free.add(worker)) {
            listener.onChange();
        }
    }

    void onNoFreeSlot(LiveWorker worker) {
        if (free.remove(worker)) {
            listener.onChange();
        }
    }

    /** Nothing waits for this worker any more: it is lost, or takes nothing. */
    void forget(LiveWorker worker) {
        IntQueue tasks = byWorker.remove(worker);
        leave(worker);
        if (tasks != null) {
            while (tasks.size() > 0) {
                anywhere.add(tasks.poll());
            }
            listener.onChange();
        }
    }

    private void leave(LiveWorker worker) {
        free.remove(worker);
        worker.wantedBy.remove(this);
    }

    String job() {
        return job;
    }

    int size() {
        return size;
    }

    void clear() {
        anywhere.clear();
        for (Iterator<LiveWorker> workers = byWorker.keySet().iterator(); workers.hasNext(); ) {
            LiveWorker worker = workers.next();
            workers.remove();
            leave(worker);
        }
        wishes.clear();
        size = 0;
    }
}
