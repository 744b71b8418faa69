package io.dataflow.runtime.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dataflow.api.plan.PlanNode;
import org.jspecify.annotations.Nullable;

/**
 * Which cached datasets are kept: the ones used last, as far as their bytes fit a limit, and only as long as the program
 * holds them. A class of its own, so that whoever caches nothing does not load the library behind it.
 */
final class KeptCache {
    private final Cache<PlanNode.Cache, KeptEntry> entries;

    KeptCache(long limitBytes) {
        entries = Caffeine.newBuilder()
                .weakKeys()
                .maximumWeight(limitBytes)
                .weigher((PlanNode.Cache node, KeptEntry entry) ->
                        (int) Math.max(1, Math.min(Integer.MAX_VALUE, entry.sizeBytes())))
                .executor(Runnable::run)
                .removalListener((node, entry, cause) -> {
                    if (entry != null) {
                        entry.giveUp();
                    }
                })
                .build();
    }

    /** Weighs it anew: what was computed since it was added counts from now on. */
    @Nullable
    KeptEntry find(PlanNode.Cache node) {
        return entries.asMap().computeIfPresent(node, (same, entry) -> entry);
    }

    void add(PlanNode.Cache node, KeptEntry entry) {
        entries.put(node, entry);
        entries.cleanUp();
    }

    void remove(PlanNode.Cache node) {
        entries.invalidate(node);
    }

    void clear() {
        entries.invalidateAll();
        entries.cleanUp();
    }
}
