package planted.api;

import java.util.List;

/** May be here. */
public final class NeedsTheJdk {
    public int[] sizes(List<String> names) {
        return names.stream().mapToInt(String::length).toArray();
    }
}
