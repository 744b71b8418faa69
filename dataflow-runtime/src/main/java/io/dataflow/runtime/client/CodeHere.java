package io.dataflow.runtime.client;

import io.dataflow.api.function.Broadcast;
import io.dataflow.runtime.closure.BroadcastSource;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.protocol.ArtifactId;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Connection;
import io.dataflow.runtime.worker.JobCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Code that is in this process already: the classes that were met while a plan was serialized are those that it is read
 * back with, whatever loaders they came from. Safe for use by many threads.
 */
public final class CodeHere implements EngineSession.CodeSupply, JobCode {
    private final Map<String, ClassLoader> loaders = new ConcurrentHashMap<>();
    private final ClassLoader parent;

    /** @param parent for classes that no plan names but their code asks for */
    public CodeHere(ClassLoader parent) {
        this.parent = parent;
    }

    @Override
    public boolean isHere() {
        return true;
    }

    @Override
    public List<ArtifactId> supply(String job, PlanSerializer serialized, Connection coordinator) {
        Map<String, Class<?>> known = new HashMap<>();
        serialized.classes().forEach(type -> known.put(type.getName(), type));
        loaders.put(job, new KnownClasses(known, serialized.broadcasts(), parent));
        return List.of();
    }

    @Override
    public ClassLoader open(String job, List<ArtifactId> artifacts) {
        ClassLoader loader = loaders.get(job);
        return loader == null ? parent : loader;
    }

    @Override
    public void onMessage(Message message) {}

    @Override
    public void release(String job) {}

    @Override
    public void close(String job) {
        loaders.remove(job);
    }

    @Override
    public void close() {
        loaders.clear();
    }

    private static final class KnownClasses extends ClassLoader implements BroadcastSource {
        private final Map<String, Class<?>> known;

        private final Map<String, Broadcast<?>> broadcasts;
        private final Map<String, Object> values = new ConcurrentHashMap<>();

        KnownClasses(Map<String, Class<?>> known, Map<String, Broadcast<?>> broadcasts, ClassLoader parent) {
            super(parent);
            this.known = known;
            this.broadcasts = Map.copyOf(broadcasts);
        }

        /** A copy, as on any worker: what a program changes in its own afterwards is not seen. */
        @Override
        public Object valueOf(Broadcast<?> broadcast) {
            return values.computeIfAbsent(broadcast.id(), id -> {
                byte[] bytes = Objects.requireNonNull(
                        Objects.requireNonNull(broadcasts.get(id)).bytes());
                return broadcast.decode(bytes, this);
            });
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> type = known.get(name);
            return type != null ? type : super.loadClass(name, resolve);
        }
    }
}
