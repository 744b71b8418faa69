package planted.shuffle.file;

import planted.runtime.loop.MakesThreads;

/** A lower module that reaches up. */
public final class KnowsTheRuntime {
    public Thread start() {
        return new MakesThreads().start();
    }
}
