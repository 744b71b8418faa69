package io.dataflow.runtime.transport;

import io.dataflow.runtime.loop.NamedThreads;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that do a transport's reading and writing. Loops stand by themselves instead of in Netty's own group: a
 * group ends by way of a thread that is global to the JVM and stays for a while. Safe for use by many threads.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is told to the pipeline, or to nobody at the end.
final class LoopThreads implements AutoCloseable {
    private static final long END_MILLIS = 1_000;
    private static final long JOIN_MILLIS = 5_000;

    private final List<SingleThreadIoEventLoop> loops = new ArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    LoopThreads(String name, int threadCount) {
        NamedThreads named = new NamedThreads(name);
        ThreadFactory remembered = work -> {
            Thread thread = named.newThread(work);
            threads.add(thread);
            return thread;
        };
        for (int i = 0; i < threadCount; i++) {
            loops.add(new SingleThreadIoEventLoop(null, remembered, NioIoHandler.newFactory()));
        }
    }

    /** The loop whose turn it is. */
    EventLoop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /** Whether the caller is one of the threads, and so must not wait for them. */
    boolean inLoop() {
        return loops.stream().anyMatch(EventExecutor::inEventLoop);
    }

    /** Closes what is left on the loops; returns when the threads have ended, unless the caller is one of them. */
    @Override
    public void close() {
        for (SingleThreadIoEventLoop loop : loops) {
            loop.shutdownGracefully(0, END_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (inLoop()) {
            return;
        }
        try {
            for (Thread thread : threads) {
                thread.join(JOIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
