package io.dataflow.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long a coordinator or a worker runs: until a signal comes, or, as the child of another process, until that one is
 * gone. What it holds is given back then. Safe for use by many threads.
 */
final class ServerLife implements AutoCloseable {
    private final Cleanup cleanup;

    private ServerLife(Cleanup cleanup) {
        this.cleanup = cleanup;
    }

    /** Until a signal comes. The caller closes it. */
    static ServerLife untilSignal() {
        return new ServerLife(Cleanup.whenProcessStops(() -> {}));
    }

    /**
     * Until the end of {@code parent}, a pipe that the parent process holds. A signal alone does not end it at once, since
     * Ctrl-C reaches the whole family and the parent still needs its children to end its job.
     *
     * @param folder of the child alone, within one that is removed with the last child
     */
    static ServerLife untilEndOf(InputStream parent, Path folder) throws Exception {
        ParentWatch watch = new ParentWatch(parent);
        Cleanup cleanup = Cleanup.whenProcessStops(watch::awaitGone);
        cleanup.add(() -> remove(folder));
        watch.start(cleanup::stopNow);
        return new ServerLife(cleanup);
    }

    private static void remove(Path folder) throws IOException {
        FileTree.delete(folder);
        Path shared = folder.toAbsolutePath().getParent();
        try {
            if (shared != null) {
                Files.deleteIfExists(shared);
            }
        } catch (DirectoryNotEmptyException othersAreThere) {
            return;
        }
    }

    /** Takes ownership of {@code server}. */
    <S extends AutoCloseable> S keep(S server) throws Exception {
        return cleanup.add(server);
    }

    /** Whether it ends because it was told to. */
    boolean stopping() {
        return cleanup.stopping();
    }

    @Override
    public void close() {
        cleanup.close();
    }
}
