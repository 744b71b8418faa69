package io.dataflow.runtime.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of connections that were refused, a line each second at most: whoever may knock as often as it likes must not be
 * able to fill a disk with it. Safe for use by many threads.
 */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    @GuardedBy("this")
    private long lastNanos = System.nanoTime() - QUIET_NANOS;

    @GuardedBy("this")
    private long untold;

    void log(String peer, String reason) {
        long others = takeUntold(System.nanoTime());
        if (others == 0) {
            LOG.warn("Refused a connection from {}: {}", peer, reason);
        } else if (others > 0) {
            LOG.warn("Refused a connection from {}: {}; and {} others before it", peer, reason, others);
        }
    }

    /** How many were passed over since the last line; -1 if this one is to be passed over too. */
    synchronized long takeUntold(long nowNanos) {
        if (nowNanos - lastNanos < QUIET_NANOS) {
            untold++;
            return -1;
        }
        long others = untold;
        untold = 0;
        lastNanos = nowNanos;
        return others;
    }
}
