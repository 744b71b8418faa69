package io.dataflow.runtime.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** One cached dataset, and how many jobs read it. Safe for use by many threads. */
final class KeptEntry {
    private final EngineSession.KeptJob kept;

    @GuardedBy("this")
    private int readers;

    @GuardedBy("this")
    private boolean givenUp;

    KeptEntry(EngineSession.KeptJob kept) {
        this.kept = kept;
    }

    EngineSession.KeptJob kept() {
        return kept;
    }

    /** Bytes of the records, before compression; about none before they are computed. */
    long sizeBytes() {
        return kept.job().writtenBytesOfResult();
    }

    /** Counts a reader, unless there is nothing to read any more. */
    synchronized boolean tryEnter() {
        if (givenUp || kept.job().failure() != null) {
            return false;
        }
        readers++;
        return true;
    }

    synchronized void leave() {
        readers--;
        releaseIfUnwanted();
    }

    /** Nobody may read it but those that do already. */
    synchronized void giveUp() {
        givenUp = true;
        releaseIfUnwanted();
    }

    @GuardedBy("this")
    private void releaseIfUnwanted() {
        if (givenUp && readers == 0) {
            kept.job().release();
        }
    }
}
