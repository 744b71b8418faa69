package planted.api;

import com.github.benmanes.caffeine.cache.Caffeine;

/** The cache of a library, where users would have to take it on. */
public final class NeedsALibrary {
    public Object cache() {
        return Caffeine.newBuilder().maximumSize(1).build();
    }
}
