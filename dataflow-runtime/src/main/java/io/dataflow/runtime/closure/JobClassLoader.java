package io.dataflow.runtime.closure;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Broadcast;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Loads the code of one job from its artifacts. The job's own classes win over those of the process, except for the
 * JDK's and Dataflow's, which always come from the parent so that both sides mean the same types.
 *
 * <p>Closing it releases the jar files; afterwards it is garbage as soon as the job's objects are. Safe for use by many
 * threads.
 */
public final class JobClassLoader extends URLClassLoader implements BroadcastSource {
    static {
        ClassLoader.registerAsParallelCapable();
    }

    /** By which SLF4J finds what it logs to. */
    private static final String LOG_PROVIDER = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

    private final ClassLoader engine;
    private final boolean ownLog;
    private final Map<String, Object> values = new ConcurrentHashMap<>();

    /** Borrows {@code jars} until it is closed; they are searched in this order. */
    public JobClassLoader(String jobName, List<Path> jars, ClassLoader parent) {
        this("job " + jobName, jars, parent, false);
    }

    private JobClassLoader(String name, List<Path> jars, ClassLoader parent, boolean isProgram) {
        super(name, urls(jars), parent);
        this.engine = Objects.requireNonNull(parent, "parent");
        this.ownLog = isProgram && findResource(LOG_PROVIDER) != null;
    }

    /**
     * Of a whole program that is run in this process. Unlike the tasks of a job, whose lines are to go where the worker's go, it
     * logs in its own way if it brings one, and then with its own SLF4J.
     */
    public static JobClassLoader ofProgram(String name, List<Path> jars, ClassLoader parent) {
        return new JobClassLoader("program " + name, jars, parent, true);
    }

    private static URL[] urls(List<Path> jars) {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = jars.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException("No URL leads to the jar " + jars.get(i), e);
            }
        }
        return urls;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (SharedCode.isShared(name) && !(ownLog && SharedCode.isLogging(name))) {
            return engine.loadClass(name);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = SharedCode.hasJdkName(name) ? engineFirst(name) : jobFirst(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private Class<?> engineFirst(String name) throws ClassNotFoundException {
        try {
            return engine.loadClass(name);
        } catch (ClassNotFoundException e) {
            return findClass(name);
        }
    }

    private Class<?> jobFirst(String name) throws ClassNotFoundException {
        try {
            return findClass(name);
        } catch (ClassNotFoundException e) {
            return engine.loadClass(name);
        }
    }

    @Override
    public Object valueOf(Broadcast<?> broadcast) {
        return values.computeIfAbsent(broadcast.id(), id -> {
            try (InputStream bytes = getResourceAsStream(FOLDER + id)) {
                if (bytes == null) {
                    throw new DataflowException(
                            FailureKind.INTERNAL, "The value of " + broadcast + " did not come with the job");
                }
                return broadcast.decode(bytes.readAllBytes(), this);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? engine.getResource(name) : own;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = new ArrayList<>(Collections.list(findResources(name)));
        if (ownLog && name.equals(LOG_PROVIDER)) {
            return Collections.enumeration(found);
        }
        found.addAll(Collections.list(engine.getResources(name)));
        return Collections.enumeration(found);
    }
}
