package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.Arrays;

/** Ints, first in first out, four bytes each. Bounded by its user: a stage never queues a task twice. */
final class IntQueue implements Serializable {
    private static final long serialVersionUID = 1L;

    private int[] ring = new int[8];
    private int head;
    private int size;

    void add(int value) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] = value;
        size++;
    }

    int poll() {
        assert size > 0 : "queue is empty";
        int value = ring[head];
        head = (head + 1) & (ring.length - 1);
        size--;
        return value;
    }

    /** What {@link #poll} would return. */
    int peek() {
        assert size > 0 : "queue is empty";
        return ring[head];
    }

    int size() {
        return size;
    }

    void clear() {
        ring = new int[8];
        head = 0;
        size = 0;
    }

    private void grow() {
        int[] larger = Arrays.copyOf(ring, ring.length * 2);
        System.arraycopy(ring, 0, larger, ring.length, head);
        System.arraycopy(ring, head, larger, head, ring.length - head);
        ring = larger;
    }
}
