package io.dataflow.runtime.task;

import java.util.concurrent.Semaphore;

/**
 * Lets one attempt at a time run while all other slots are empty, so that it can have the memory of all. Whoever waits for
 * that holds no memory, and attempts never wait for each other otherwise. Safe for use by many threads.
 */
public final class SlotGate {
    private final int slots;
    private final Semaphore free;

    public SlotGate(int slots) {
        this.slots = slots;
        this.free = new Semaphore(slots, true);
    }

    int slots() {
        return slots;
    }

    /** The place of an attempt among others. */
    Place enter() throws InterruptedException {
        return take(1);
    }

    /** The places of all, once they are empty; attempts that come later wait behind it. */
    Place enterAlone() throws InterruptedException {
        return take(slots);
    }

    private Place take(int places) throws InterruptedException {
        free.acquire(places);
        return () -> free.release(places);
    }

    /** Given back when it is closed, which is once. */
    @FunctionalInterface
    interface Place extends AutoCloseable {
        @Override
        void close();
    }
}
