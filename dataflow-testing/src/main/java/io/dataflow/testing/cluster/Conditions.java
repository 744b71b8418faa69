package io.dataflow.testing.cluster;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a worker is at the moment: dead or alive, frozen, behind a slow network, on a slow or a full disk. Safe for use by many threads. */
final class Conditions {
    private final CountDownLatch dead = new CountDownLatch(1);
    private volatile boolean frozen;
    private volatile long delayMillis;
    private volatile long diskMillis;
    private volatile long diskRoomBytes = Long.MAX_VALUE;

    boolean dead() {
        return dead.getCount() == 0;
    }

    void die() {
        dead.countDown();
    }

    boolean frozen() {
        return frozen;
    }

    void frozen(boolean now) {
        frozen = now;
    }

    /** What each message waits before it goes on. */
    long delayMillis() {
        return delayMillis;
    }

    void delayMillis(long millis) {
        delayMillis = millis;
    }

    /** Each reading and each writing takes so much longer. */
    void diskMillis(long millis) {
        diskMillis = millis;
    }

    void awaitDisk() throws InterruptedException {
        if (diskMillis > 0) {
            // Death does not wait for the disk.
            boolean died = dead.await(diskMillis, TimeUnit.MILLISECONDS);
            assert !died || dead();
        }
    }

    /** The disk takes so much in all, and then nothing. */
    void diskRoomBytes(long bytes) {
        diskRoomBytes = bytes;
    }

    long diskRoomBytes() {
        return diskRoomBytes;
    }
}
