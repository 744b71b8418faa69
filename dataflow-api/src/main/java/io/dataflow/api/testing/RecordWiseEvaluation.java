package io.dataflow.api.testing;

import io.dataflow.api.function.Emitter;
import io.dataflow.api.plan.PlanNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Operators that look at a record at a time. */
final class RecordWiseEvaluation {
    private final PlanNode node;

    RecordWiseEvaluation(PlanNode node) {
        this.node = node;
    }

    static boolean covers(PlanNode node) {
        return node instanceof PlanNode.Transform
                || node instanceof PlanNode.Filter
                || node instanceof PlanNode.FlatMap
                || node instanceof PlanNode.Emit
                || node instanceof PlanNode.MapWith;
    }

    void run(List<Object> records, Emitter<Object> output) throws Exception {
        if (node instanceof PlanNode.MapWith with) {
            mapWith(with, records, output);
            return;
        }
        for (Object record : records) {
            apply(record, output);
        }
    }

    private void apply(Object record, Emitter<Object> output) throws Exception {
        if (node instanceof PlanNode.Transform map) {
            output.emit(nonNull(map.function().apply(record)));
        } else if (node instanceof PlanNode.Filter filter) {
            if (filter.condition().test(record)) {
                output.emit(record);
            }
        } else if (node instanceof PlanNode.FlatMap flatMap) {
            for (Object result : flatMap.function().apply(record)) {
                output.emit(nonNull(result));
            }
        } else if (node instanceof PlanNode.Emit emit) {
            emit.function().apply(record, output);
        } else {
            throw new AssertionError(node);
        }
    }

    private static void mapWith(PlanNode.MapWith with, List<Object> records, Emitter<Object> output) throws Exception {
        Object opened = nonNull(with.open().apply());
        try {
            for (Object record : records) {
                output.emit(nonNull(with.function().apply(opened, record)));
            }
        } finally {
            if (opened instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    private static Object nonNull(@Nullable Object value) {
        return Objects.requireNonNull(value, "returned null; records and keys never are");
    }
}
