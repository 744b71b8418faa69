package planted.runtime.scheduler;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collections with an order of their own; can be written to a journal. */
public final class Deterministic implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Map<String, Integer> slotsByWorker = new LinkedHashMap<>();
    private final Map<Integer, String> workersByTask = new TreeMap<>();

    public List<String> onWorker(String worker) {
        slotsByWorker.merge(worker, 1, Integer::sum);
        workersByTask.put(workersByTask.size(), worker);
        return List.copyOf(slotsByWorker.keySet());
    }
}
