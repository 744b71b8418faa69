package io.dataflow.api.testing;

import io.dataflow.api.function.Counter;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The counters that the functions of a plan hold, and what is added to them while it runs. Confined to one thread. */
final class PlanCounters {
    private final Set<Counter> counters = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Counter, Long> before = new IdentityHashMap<>();

    PlanCounters(LogicalPlan plan) {
        find(plan);
        counters.forEach(counter -> before.put(counter, counter.addedHere()));
    }

    /** What was added since, by name. */
    Map<String, Long> added() {
        Map<String, Long> added = new TreeMap<>();
        for (Counter counter : counters) {
            long more = counter.addedHere() - before.getOrDefault(counter, 0L);
            if (more != 0) {
                added.merge(counter.name(), more, Long::sum);
            }
        }
        return added;
    }

    private void find(LogicalPlan plan) {
        for (PlanNode node : plan.topologicalOrder()) {
            find(node);
            if (node instanceof PlanNode.Guarded guarded) {
                find(guarded.operator());
            } else if (node instanceof PlanNode.Iterate loop) {
                find(new LogicalPlan(loop.body()));
            }
        }
    }

    private void find(PlanNode node) {
        for (RecordComponent component : node.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(node);
                if (value instanceof Serializable function && !(value instanceof PlanNode)) {
                    find(function);
                }
            } catch (IllegalAccessException | InvocationTargetException impossible) {
                throw new LinkageError(node.name() + " hides its " + component.getName(), impossible);
            } catch (IOException unsent) {
                // It is no function of the program: those were written once when their operator was added.
            }
        }
    }

    private void find(Serializable function) throws IOException {
        try (ObjectOutputStream finding = new Finding()) {
            finding.writeObject(function);
        }
    }

    private final class Finding extends ObjectOutputStream {
        Finding() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            if (object instanceof Counter counter) {
                counters.add(counter);
            }
            return object;
        }
    }
}
