package io.dataflow.shuffle.memory;

import java.io.IOException;

/**
 * Memory that cannot be had, although everything that could be spilled was. More memory helps; a plain retry does not.
 */
public final class MemoryExhaustedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String owner;
    private final long askedBytes;
    private final long reservedBytes;
    private final long limitBytes;

    MemoryExhaustedException(
            String owner,
            String purpose,
            long askedBytes,
            long reservedBytes,
            long limitBytes,
            long poolAvailableBytes,
            long poolLimitBytes) {
        super(owner + " asked for " + askedBytes + " bytes of memory for " + purpose + " but holds " + reservedBytes
                + " of its " + limitBytes + " bytes, and the worker has " + poolAvailableBytes + " of " + poolLimitBytes
                + " bytes left; give the worker more memory or run fewer tasks at once");
        this.owner = owner;
        this.askedBytes = askedBytes;
        this.reservedBytes = reservedBytes;
        this.limitBytes = limitBytes;
    }

    public String owner() {
        return owner;
    }

    public long askedBytes() {
        return askedBytes;
    }

    public long reservedBytes() {
        return reservedBytes;
    }

    public long limitBytes() {
        return limitBytes;
    }
}
