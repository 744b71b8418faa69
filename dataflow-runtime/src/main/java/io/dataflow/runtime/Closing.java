package io.dataflow.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened, last first. All of it is closed; the first failure is thrown, with the others attached. */
final class Closing implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() {
        RuntimeException first = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception failure) {
                RuntimeException unchecked =
                        failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
                if (first == null) {
                    first = unchecked;
                } else {
                    first.addSuppressed(unchecked);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** After a failure to open the next: closes what is open and adds to the failure what goes wrong with that. */
    void closeAfter(Throwable failure) {
        try {
            close();
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
    }
}
