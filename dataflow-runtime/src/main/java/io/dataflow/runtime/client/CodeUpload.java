package io.dataflow.runtime.client;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Broadcast;
import io.dataflow.runtime.closure.Artifact;
import io.dataflow.runtime.closure.CodeFinder;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.protocol.ArtifactId;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Finds the code that a plan needs and sends what the coordinator lacks. One upload at a time. Plans that name the same classes
 * need the same code: it is not looked for again as long as the coordinator has it.
 */
public final class CodeUpload implements EngineSession.CodeSupply {
    private static final int CHUNK_BYTES = 512 << 10;
    private static final Message CONNECTION_ENDED = new Message.ArtifactMissing("");
    private static final int MAX_ANSWERS = 10_000;
    private static final long ANSWER_SECONDS = 60;

    /** A loop or two, each with a few kinds of jobs. */
    private static final int MAX_KNOWN_PLANS = 64;

    private final CodeFinder finder;

    /** What plans needed, by the classes that they name, the latest used last: a loop asks for the same each round. */
    private final Map<NamedClasses, List<ArtifactId>> supplied = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NamedClasses, List<ArtifactId>> eldest) {
            return size() > MAX_KNOWN_PLANS;
        }
    };

    private final BlockingQueue<Message> answers = new LinkedBlockingQueue<>(MAX_ANSWERS);

    public CodeUpload(CodeFinder finder) {
        this.finder = finder;
    }

    @Override
    public synchronized List<ArtifactId> supply(String job, PlanSerializer serialized, Connection coordinator)
            throws IOException {
        Set<Class<?>> classes = Set.copyOf(serialized.classes());
        NamedClasses named = NamedClasses.of(classes);
        Collection<Broadcast<?>> broadcasts = serialized.broadcasts().values();
        List<ArtifactId> before = broadcasts.isEmpty() ? supplied.get(named) : null;
        if (before != null && wanted(before, coordinator).isEmpty()) {
            return before;
        }
        List<ArtifactId> ids = findAndSend(classes, broadcasts, coordinator);
        if (broadcasts.isEmpty()) {
            supplied.put(named, ids);
        }
        return ids;
    }

    private List<ArtifactId> findAndSend(
            Set<Class<?>> classes, Collection<Broadcast<?>> broadcasts, Connection coordinator) throws IOException {
        List<Artifact> artifacts = finder.codeFor(classes, broadcasts);
        try {
            List<ArtifactId> ids = artifacts.stream().map(Artifact::id).toList();
            List<String> wanted = wanted(ids, coordinator);
            for (Artifact artifact : artifacts) {
                if (wanted.contains(artifact.id().hash())) {
                    upload(artifact, coordinator);
                }
            }
            return ids;
        } finally {
            for (Artifact artifact : artifacts) {
                artifact.close();
            }
        }
    }

    /** The hashes of those that the coordinator does not have. */
    private List<String> wanted(List<ArtifactId> ids, Connection coordinator) {
        if (ids.isEmpty()) {
            return List.of();
        }
        answers.clear();
        coordinator.send(new Message.ArtifactOffer(ids));
        return awaitAnswer().hashes();
    }

    private void upload(Artifact artifact, Connection coordinator) throws IOException {
        long totalBytes = artifact.id().sizeBytes();
        try (InputStream bytes = artifact.open()) {
            long offset = 0;
            while (offset < totalBytes) {
                byte[] chunk = bytes.readNBytes((int) Math.min(CHUNK_BYTES, totalBytes - offset));
                if (chunk.length == 0) {
                    throw new IOException(artifact.id().name() + " became shorter while it was sent");
                }
                coordinator.send(new Message.ArtifactChunk(artifact.id().hash(), offset, totalBytes, chunk));
                offset += chunk.length;
            }
        }
        awaitAnswer();
    }

    private Message.ArtifactsWanted awaitAnswer() {
        try {
            Message answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (answer instanceof Message.ArtifactsWanted wanted) {
                return wanted;
            }
            String why = answer == null
                    ? "it does not answer"
                    : answer == CONNECTION_ENDED ? "the connection broke" : "it refused it; its log says why";
            throw new DataflowException(FailureKind.CONNECTION, "The coordinator did not take the job's code: " + why);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DataflowException(
                    FailureKind.CANCELLED, "Interrupted while the job's code was sent", interrupted);
        }
    }

    @Override
    public void onMessage(Message message) {
        if (message instanceof Message.ArtifactsWanted || message instanceof Message.ArtifactMissing) {
            answers.offer(message);
        }
    }

    @Override
    public void onDisconnect() {
        answers.offer(CONNECTION_ENDED);
    }

    @Override
    public void release(String job) {}
}
