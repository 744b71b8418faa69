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

    /** Takes a place among others. */
    void enter() throws InterruptedException {
        free.acquire();
    }

    void leave() {
        free.release();
    }

    /** Takes all places, once they are empty; attempts that come later wait behind it. */
    void enterAlone() throws InterruptedException {
        free.acquire(slots);
    }

    void leaveAlone() {
        free.release(slots);
    }
}
