package io.dataflow.api.testing;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.Sink;
import io.dataflow.api.io.SinkWriter;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.SourceReader;
import io.dataflow.api.io.Split;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One evaluation of a plan, node by node, each to a list of all its records. Confined to one thread; used once. */
final class PlanEvaluation {
    private final String job;
    private final Map<PlanNode, List<Object>> results = new IdentityHashMap<>();
    private long readRecords;
    private long writtenRecords;

    PlanEvaluation(String job) {
        this.job = job;
    }

    List<Object> evaluate(LogicalPlan plan) {
        for (PlanNode node : plan.topologicalOrder()) {
            try {
                results.put(node, recordsOf(node));
            } catch (DataflowException known) {
                throw known;
            } catch (IOException failure) {
                throw new DataflowException(FailureKind.BAD_DATA, "'" + node.name() + "' failed: " + failure, failure);
            } catch (Exception thrown) {
                throw new DataflowException(FailureKind.USER_CODE, "'" + node.name() + "' threw " + thrown, thrown);
            }
        }
        return recordsBefore(plan.root());
    }

    /** Records that sources gave. */
    long readRecords() {
        return readRecords;
    }

    /** Records that sinks took. */
    long writtenRecords() {
        return writtenRecords;
    }

    private List<Object> recordsBefore(PlanNode input) {
        return Objects.requireNonNull(results.get(input), "evaluated before its input");
    }

    private List<Object> recordsOf(PlanNode node) throws Exception {
        if (node instanceof PlanNode.Read read) {
            return read(read.source());
        } else if (node instanceof PlanNode.Transform map) {
            return map(map);
        } else if (node instanceof PlanNode.Filter filter) {
            return filter(filter);
        } else if (node instanceof PlanNode.FlatMap flatMap) {
            return flatMap(flatMap);
        } else if (node instanceof PlanNode.Emit emit) {
            return emit(emit);
        } else if (node instanceof PlanNode.MapWith with) {
            return mapWith(with);
        } else if (node instanceof PlanNode.Rebalance rebalance) {
            return recordsBefore(rebalance.input());
        } else if (node instanceof PlanNode.Sample sample) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN, "'" + sample.name() + "' takes other records here than in the engine");
        } else if (node instanceof PlanNode.Declare declare) {
            return recordsBefore(declare.input());
        } else if (node instanceof PlanNode.Union union) {
            return union(union);
        } else if (node instanceof PlanNode.AggregateByKey byKey) {
            return aggregateByKey(byKey);
        } else if (node instanceof PlanNode.Join join) {
            return new GroupEvaluation()
                    .join(
                            join,
                            recordsBefore(join.left().input()),
                            recordsBefore(join.right().input()));
        } else if (node instanceof PlanNode.CoGroup both) {
            return new GroupEvaluation()
                    .cogroup(
                            both,
                            recordsBefore(both.left().input()),
                            recordsBefore(both.right().input()));
        } else if (node instanceof PlanNode.TransformGroups groups) {
            return new GroupEvaluation()
                    .transform(groups, recordsBefore(groups.side().input()));
        } else if (node instanceof PlanNode.Aggregate all) {
            return aggregate(all);
        } else if (node instanceof PlanNode.Distinct distinct) {
            return distinct(distinct);
        } else if (node instanceof PlanNode.Sort sort) {
            return RecordOrder.sorted(recordsBefore(sort.input()), sort.keys());
        } else if (node instanceof PlanNode.Limit limit) {
            List<Object> input = recordsBefore(limit.input());
            return input.subList(0, (int) Math.min(input.size(), limit.count()));
        } else if (node instanceof PlanNode.Write write) {
            return write(write);
        }
        throw new AssertionError(node);
    }

    private List<Object> read(Source<?> source) throws Exception {
        List<Object> records = new ArrayList<>();
        for (Split split : source.splits()) {
            try (SourceReader<?> reader = source.open(split)) {
                boolean more = true;
                while (more) {
                    more = hasMore(source, reader.poll(records::add));
                }
            }
        }
        readRecords += records.size();
        return records;
    }

    private static boolean hasMore(Source<?> source, SourceReader.Poll found) {
        if (found == SourceReader.Poll.NOTHING_NOW) {
            throw new IllegalStateException(
                    source.describe() + " has nothing now but does not end; only sources that end can be read");
        }
        return found == SourceReader.Poll.MORE;
    }

    private List<Object> map(PlanNode.Transform node) throws Exception {
        List<Object> records = new ArrayList<>();
        for (Object record : recordsBefore(node.input())) {
            records.add(nonNull(node.function().apply(record)));
        }
        return records;
    }

    private List<Object> filter(PlanNode.Filter node) throws Exception {
        List<Object> records = new ArrayList<>();
        for (Object record : recordsBefore(node.input())) {
            if (node.condition().test(record)) {
                records.add(record);
            }
        }
        return records;
    }

    private List<Object> flatMap(PlanNode.FlatMap node) throws Exception {
        List<Object> records = new ArrayList<>();
        for (Object record : recordsBefore(node.input())) {
            for (Object result : node.function().apply(record)) {
                records.add(nonNull(result));
            }
        }
        return records;
    }

    private List<Object> emit(PlanNode.Emit node) throws Exception {
        List<Object> records = new ArrayList<>();
        for (Object record : recordsBefore(node.input())) {
            node.function().apply(record, result -> records.add(nonNull(result)));
        }
        return records;
    }

    private List<Object> mapWith(PlanNode.MapWith node) throws Exception {
        List<Object> records = new ArrayList<>();
        Object opened = nonNull(node.open().apply());
        try {
            for (Object record : recordsBefore(node.input())) {
                records.add(nonNull(node.function().apply(opened, record)));
            }
        } finally {
            if (opened instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
        return records;
    }

    private List<Object> union(PlanNode.Union node) {
        List<Object> records = new ArrayList<>();
        node.inputs().forEach(input -> records.addAll(recordsBefore(input)));
        return records;
    }

    private List<Object> distinct(PlanNode.Distinct node) {
        RecordBytes bytes = new RecordBytes(node.type());
        Map<RecordBytes.Encoded, Object> first = new LinkedHashMap<>();
        recordsBefore(node.input()).forEach(record -> first.putIfAbsent(bytes.of(record), record));
        return new ArrayList<>(first.values());
    }

    private List<Object> aggregateByKey(PlanNode.AggregateByKey node) throws Exception {
        RecordBytes bytes = new RecordBytes(node.keyType());
        Map<RecordBytes.Encoded, Group> groups = new LinkedHashMap<>();
        for (Object record : recordsBefore(node.input())) {
            Object key = nonNull(node.key().apply(record));
            groups.computeIfAbsent(bytes.of(key), none -> new Group(key))
                    .records
                    .add(record);
        }
        List<Object> records = new ArrayList<>();
        for (Group group : groups.values()) {
            Object accumulator = Objects.requireNonNull(accumulated(node.aggregator(), group.records));
            records.add(nonNull(node.result().apply(group.key, node.aggregator().finish(accumulator))));
        }
        return records;
    }

    private record Group(Object key, List<Object> records) {
        Group(Object key) {
            this(key, new ArrayList<>());
        }
    }

    private List<Object> aggregate(PlanNode.Aggregate node) throws Exception {
        Aggregator<Object, Object, Object> aggregator = node.aggregator();
        Object accumulator = accumulated(aggregator, recordsBefore(node.input()));
        if (accumulator == null && !node.resultOfNone()) {
            return List.of();
        }
        return List.of(nonNull(aggregator.finish(accumulator == null ? aggregator.create() : accumulator)));
    }

    private static @Nullable Object accumulated(Aggregator<Object, Object, Object> aggregator, List<Object> records)
            throws Exception {
        Object accumulator = null;
        for (Object record : records) {
            accumulator = nonNull(accumulator == null ? aggregator.first(record) : aggregator.add(accumulator, record));
        }
        return accumulator;
    }

    private List<Object> write(PlanNode.Write node) throws Exception {
        Sink<Object> sink = node.sink();
        try {
            byte[] committable;
            try (SinkWriter<Object> writer = sink.open(new Sink.Staging(job, 0, 0, 0))) {
                for (Object record : recordsBefore(node.input())) {
                    writer.write(record);
                    writtenRecords++;
                }
                committable = writer.finish();
            }
            sink.commit(job, List.of(committable));
            return List.of();
        } catch (IOException | RuntimeException failure) {
            sink.abort(job);
            throw failure;
        }
    }

    private static Object nonNull(@Nullable Object value) {
        return Objects.requireNonNull(value, "returned null; records and keys never are");
    }
}
