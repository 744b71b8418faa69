package com.acme;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicLong;

/** A class of the worker's class path that does harm when it is read. Reading it is counted, and it is harm enough. */
public final class Gadget implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final AtomicLong READ = new AtomicLong();

    /** How often one was read in this process. */
    public static long readCount() {
        return READ.get();
    }

    @Serial
    private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
        READ.incrementAndGet();
        input.defaultReadObject();
    }
}
