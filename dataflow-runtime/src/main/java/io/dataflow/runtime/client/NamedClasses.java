package io.dataflow.runtime.client;

import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which classes a plan names, as a key that does not hold on to them: code that its program has given up can be
 * unloaded, and then equals no other. Immutable; safe for use by many threads.
 */
final class NamedClasses {
    private final List<WeakReference<Class<?>>> classes;
    private final int hash;

    private NamedClasses(List<WeakReference<Class<?>>> classes, int hash) {
        this.classes = classes;
        this.hash = hash;
    }

    static NamedClasses of(Collection<Class<?>> classes) {
        Set<Class<?>> distinct = Set.copyOf(classes);
        return new NamedClasses(
                distinct.stream()
                        .<WeakReference<Class<?>>>map(WeakReference::new)
                        .toList(),
                distinct.hashCode());
    }

    /** Fewer than were named once some are gone. */
    private Set<Class<?>> loaded() {
        Set<Class<?>> loaded = new HashSet<>();
        for (WeakReference<Class<?>> reference : classes) {
            Class<?> type = reference.get();
            if (type != null) {
                loaded.add(type);
            }
        }
        return loaded;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof NamedClasses that) || hash != that.hash) {
            return false;
        }
        Set<Class<?>> loaded = loaded();
        return loaded.size() == classes.size() && that.classes.size() == classes.size() && loaded.equals(that.loaded());
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
