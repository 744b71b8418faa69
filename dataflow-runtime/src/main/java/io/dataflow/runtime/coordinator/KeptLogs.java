package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.protocol.FrameReader;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.MessageCodec;
import io.dataflow.shuffle.block.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What tasks have logged, where a coordinator that is started again finds it: a file a job, the frame of a message, which is
 * written anew by a thread of its own now and then when lines have come. So the files are never more than what is in memory, and
 * neither the loop nor the journal waits for them; of a coordinator that is killed the last lines are lost. A file that cannot be
 * written or read is told of in the log, and no more comes of it.
 */
final class KeptLogs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeptLogs.class);

    private static final String UNFINISHED = ".new";
    private static final long CLOSE_WAIT_MILLIS = 10_000;

    private final Path folder;
    private final MessageCodec codec = new MessageCodec();
    /** One to be written, and the last of all. */
    private final ExecutorService writer = new NamedThreads("dataflow-kept-logs").pool(1, 2);

    private final AtomicBoolean writing = new AtomicBoolean();

    private KeptLogs(Path folder) {
        this.folder = folder;
    }

    /** The caller closes it. */
    static KeptLogs in(Path folder) {
        return new KeptLogs(folder);
    }

    /** What is there of these jobs; what is there of others is removed. */
    List<Message.TaskLogs> read(Predicate<String> wanted) {
        List<Message.TaskLogs> found = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    if (wanted.test(String.valueOf(file.getFileName()))) {
                        read(file, found);
                    } else {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException failure) {
            LOG.warn("The logs of former jobs in {} cannot be read: {}", folder, failure.toString());
        }
        return found;
    }

    private static void read(Path file, List<Message.TaskLogs> found) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            new FrameReader(JournalFile.MAX_CONTENT_BYTES, BlockCodec.MAX_BLOCK_BYTES).read(bytes, message -> {
                if (message instanceof Message.TaskLogs logs) {
                    found.add(logs);
                }
            });
        } catch (IOException failure) {
            LOG.warn("What the tasks of a job logged is lost, as {} cannot be read: {}", file, failure.toString());
        }
    }

    /** Whether what was to be written is. */
    boolean isIdle() {
        return !writing.get();
    }

    /** Returns at once. To be called when it is idle, or for the last time. */
    void write(JobLogs.Changes changes) {
        writing.set(true);
        writer.execute(() -> {
            try {
                for (Message.TaskLogs log : changes.logs()) {
                    write(log);
                }
                for (String job : changes.forgotten()) {
                    Files.deleteIfExists(folder.resolve(job));
                }
            } catch (IOException failure) {
                LOG.warn("What tasks log cannot be kept in {}: {}", folder, failure.toString());
            } finally {
                writing.set(false);
            }
        });
    }

    private void write(Message.TaskLogs log) throws IOException {
        Path unfinished = folder.resolve(log.job() + UNFINISHED);
        try (FileChannel file = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            for (ByteBuffer part : codec.encode(log)) {
                while (part.hasRemaining()) {
                    file.write(part);
                }
            }
        }
        Files.move(unfinished, folder.resolve(log.job()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns when all is written, or after ten seconds. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("What tasks have logged was not kept in {} within {} ms", folder, CLOSE_WAIT_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
