package com.acme;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Where functions of an embedded job wait for the test, known by name since functions travel as bytes. */
public final class Gate {
    private static final Map<String, Gate> GATES = new ConcurrentHashMap<>();

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    private Gate() {}

    public static Gate named(String name) {
        return GATES.computeIfAbsent(name, unknown -> new Gate());
    }

    /** In the function: waits, and can be interrupted. */
    public void pass() throws InterruptedException {
        entered.countDown();
        opened.await();
    }

    /** In the function: waits, whatever happens. */
    public void passIgnoringInterrupts() {
        entered.countDown();
        boolean interrupted = false;
        while (opened.getCount() > 0) {
            try {
                opened.await();
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** In the test: returns when a function waits. */
    public void awaitEntered() throws InterruptedException {
        entered.await();
    }

    public void open() {
        opened.countDown();
    }
}
