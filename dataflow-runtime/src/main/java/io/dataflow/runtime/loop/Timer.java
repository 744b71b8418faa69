package io.dataflow.runtime.loop;

/** Work that an {@link EventLoop} does later, once or again and again. Safe for use by many threads. */
public interface Timer {

    /** Ends it. Called on the loop, the work does not begin again; called elsewhere, a run that has begun goes on. */
    void cancel();
}
