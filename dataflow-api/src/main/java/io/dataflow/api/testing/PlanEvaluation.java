package io.dataflow.api.testing;

import io.dataflow.api.Rejected;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.TaggedRecord;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Tag;
import io.dataflow.api.io.Sink;
import io.dataflow.api.io.SinkWriter;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.SourceReader;
import io.dataflow.api.io.Split;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final Map<PlanNode, Map<Tag<?>, List<Object>>> sideOutputs = new IdentityHashMap<>();
    private long readRecords;
    private long writtenRecords;

    PlanEvaluation(String job) {
        this.job = job;
    }

    List<Object> evaluate(LogicalPlan plan) {
        for (PlanNode node : plan.topologicalOrder()) {
            if (results.containsKey(node)) {
                continue;
            }
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
        } else if (RecordWiseEvaluation.covers(node)) {
            SideOutputCollector output = new SideOutputCollector();
            new RecordWiseEvaluation(node).run(recordsBefore(node.inputs().get(0)), output);
            sideOutputs.put(node, output.sides());
            return output.main();
        } else if (node instanceof PlanNode.Guarded guarded) {
            return guarded(guarded);
        } else if (node instanceof PlanNode.Tagged tagged) {
            return sideOutputs.getOrDefault(tagged.input(), Map.of()).getOrDefault(tagged.tag(), List.of());
        } else if (node instanceof PlanNode.MapPartitions partitions) {
            SideOutputCollector output = new SideOutputCollector();
            partitions.function().apply(recordsBefore(partitions.input()).iterator(), output);
            sideOutputs.put(node, output.sides());
            return output.main();
        } else if (node instanceof PlanNode.ZipWithIndex zip) {
            return zipWithIndex(zip);
        } else if (node instanceof PlanNode.Repartition repartition) {
            return recordsBefore(repartition.input());
        } else if (node instanceof PlanNode.Cross cross) {
            return cross(cross);
        } else if (node instanceof PlanNode.Cache cache) {
            return recordsBefore(cache.input());
        } else if (node instanceof PlanNode.Iterate iterate) {
            return iterate(iterate);
        } else if (node instanceof PlanNode.Together together) {
            return together(together);
        } else if (node instanceof PlanNode.SortWith sort) {
            return sortWith(sort);
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
            GroupEvaluation evaluation = new GroupEvaluation();
            List<Object> records = evaluation.cogroup(
                    both,
                    recordsBefore(both.left().input()),
                    recordsBefore(both.right().input()));
            sideOutputs.put(node, evaluation.sides());
            return records;
        } else if (node instanceof PlanNode.TransformGroups groups) {
            GroupEvaluation evaluation = new GroupEvaluation();
            List<Object> records =
                    evaluation.transform(groups, recordsBefore(groups.side().input()));
            sideOutputs.put(node, evaluation.sides());
            return records;
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

    private List<Object> guarded(PlanNode.Guarded node) throws Exception {
        List<Object> records = new ArrayList<>();
        Map<Tag<?>, List<Object>> sides = new HashMap<>();
        long rejected = 0;
        RecordWiseEvaluation operator = new RecordWiseEvaluation(node.operator());
        for (Object record : recordsBefore(node.inputs().get(0))) {
            SideOutputCollector output = new SideOutputCollector();
            try {
                operator.run(List.of(record), output);
            } catch (DataflowException known) {
                throw known;
            } catch (Exception thrown) {
                if (++rejected > node.limit()) {
                    throw thrown;
                }
                output = new SideOutputCollector();
                if (node.rejected() != null) {
                    Object aside = new Rejected<>(record, node.name(), thrown.toString());
                    output.sides()
                            .computeIfAbsent(node.rejected(), none -> new ArrayList<>())
                            .add(aside);
                }
            }
            records.addAll(output.main());
            output.sides().forEach((tag, more) -> sides.computeIfAbsent(tag, none -> new ArrayList<>())
                    .addAll(more));
        }
        sideOutputs.put(node, sides);
        return records;
    }

    private List<Object> zipWithIndex(PlanNode.ZipWithIndex node) throws Exception {
        List<Object> records = new ArrayList<>();
        for (Object record : recordsBefore(node.input())) {
            records.add(nonNull(node.result().apply(record, (long) records.size())));
        }
        return records;
    }

    private List<Object> cross(PlanNode.Cross node) throws Exception {
        List<Object> records = new ArrayList<>();
        for (Object left : recordsBefore(node.left())) {
            for (Object right : recordsBefore(node.right())) {
                records.add(nonNull(node.result().apply(left, right)));
            }
        }
        return records;
    }

    private List<Object> iterate(PlanNode.Iterate node) {
        List<Object> records = recordsBefore(node.input());
        for (int round = 0; round < node.rounds(); round++) {
            List<Object> next = inRound(node, records, null, node.body());
            boolean unchanged = node.changes() != null
                    && inRound(node, records, next, node.changes()).isEmpty();
            records = next;
            if (unchanged) {
                break;
            }
        }
        return records;
    }

    private List<Object> inRound(
            PlanNode.Iterate node, List<Object> previous, @Nullable List<Object> next, PlanNode result) {
        PlanEvaluation round = new PlanEvaluation(job);
        round.results.putAll(results);
        round.sideOutputs.putAll(sideOutputs);
        round.results.put(node.previous(), previous);
        if (node.next() != null && next != null) {
            round.results.put(node.next(), next);
        }
        List<Object> records = round.evaluate(new LogicalPlan(result));
        readRecords += round.readRecords;
        return records;
    }

    private List<Object> together(PlanNode.Together node) {
        List<Object> records = new ArrayList<>();
        for (int place = 0; place < node.inputs().size(); place++) {
            if (!(node.inputs().get(place) instanceof PlanNode.Write)) {
                for (Object record : recordsBefore(node.inputs().get(place))) {
                    records.add(new TaggedRecord(place, record));
                }
            }
        }
        return records;
    }

    private List<Object> sortWith(PlanNode.SortWith node) {
        List<Object> records = new ArrayList<>(recordsBefore(node.input()));
        records.sort(node.comparison());
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
