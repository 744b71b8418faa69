package planted.runtime.scheduler;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that differs from run to run. */
public final class NotDeterministic {
    public long readsTheClock() {
        return System.nanoTime();
    }

    public Map<String, Integer> iteratesInHashOrder() {
        return new HashMap<>();
    }

    public Set<String> iteratesInSaltedOrder() {
        return Set.of("a", "b");
    }

    public Set<String> collectsInHashOrder(Stream<String> names) {
        return names.collect(Collectors.toSet());
    }

    public int throwsDice() {
        return new Random(1).nextInt();
    }

    public Map<String, Integer> isShared() {
        return new ConcurrentHashMap<>();
    }
}
