package io.dataflow.runtime.client;

import io.dataflow.runtime.plan.Planner;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How many slots there are, for plans. A cluster is asked when it is connected to, and again with each plan, so that the next one
 * knows of workers that have come or gone. Safe for use by many threads.
 */
public final class KnownSlots {
    /** A plan waits for the first answer; one that does not come soon is done without. */
    private static final long ANSWER_MILLIS = 1_000;

    private final boolean asks;
    private volatile int slots;
    private volatile @Nullable Connection cluster;
    private volatile CompletableFuture<@Nullable Void> answered = CompletableFuture.completedFuture(null);

    private KnownSlots(boolean asks, int slots) {
        this.asks = asks;
        this.slots = slots;
    }

    /** They are so many, and stay. */
    public static KnownSlots of(int slots) {
        return new KnownSlots(false, slots);
    }

    /** They are those of the cluster that a session is connected to. */
    public static KnownSlots ofCluster() {
        return new KnownSlots(true, 0);
    }

    void onConnected(Connection connection) {
        if (asks) {
            cluster = connection;
            answered = new CompletableFuture<>();
            connection.send(new Message.ClusterRequest());
        }
    }

    void onView(Message.ClusterView view) {
        slots = view.slots();
        answered.complete(null);
    }

    void onDisconnected() {
        cluster = null;
        answered.complete(null);
    }

    /** As {@link Planner#minTasks} says for as many slots, or for when it is not known how many. */
    int minTasks() {
        try {
            answered.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answered.complete(null);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException never) {
            throw new AssertionError(never);
        }
        Connection connection = cluster;
        if (connection != null) {
            connection.send(new Message.ClusterRequest());
        }
        int known = slots;
        return known == 0 ? Planner.minTasks() : Planner.minTasks(known);
    }
}
