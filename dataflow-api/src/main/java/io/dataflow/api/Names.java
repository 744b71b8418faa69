package io.dataflow.api;

import io.dataflow.api.plan.PlanNode;

/** Gives a node another name. */
final class Names {
    private Names() {}

    static PlanNode rename(PlanNode node, String name) {
        if (node instanceof PlanNode.Read read) {
            return new PlanNode.Read(name, read.source(), read.type());
        } else if (node instanceof PlanNode.Guarded guarded) {
            return new PlanNode.Guarded(
                    rename(guarded.operator(), name), guarded.limit(), guarded.rejected(), guarded.deadLetters());
        } else if (node instanceof PlanNode.Tagged tagged) {
            return new PlanNode.Tagged(name, tagged.input(), tagged.tag(), tagged.type());
        } else if (node instanceof PlanNode.MapPartitions map) {
            return new PlanNode.MapPartitions(name, map.input(), map.function(), map.type());
        } else if (node instanceof PlanNode.ZipWithIndex zip) {
            return new PlanNode.ZipWithIndex(name, zip.input(), zip.result(), zip.type());
        } else if (node instanceof PlanNode.Repartition repartition) {
            return new PlanNode.Repartition(name, repartition.input(), repartition.count(), repartition.inOrder());
        } else if (node instanceof PlanNode.Cross cross) {
            return new PlanNode.Cross(name, cross.left(), cross.right(), cross.result(), cross.type());
        } else if (node instanceof PlanNode.Cache cache) {
            return new PlanNode.Cache(name, cache.input());
        } else if (node instanceof PlanNode.Previous previous) {
            return new PlanNode.Previous(name, previous.type());
        } else if (node instanceof PlanNode.Iterate iterate) {
            return new PlanNode.Iterate(
                    name,
                    iterate.input(),
                    iterate.rounds(),
                    iterate.previous(),
                    iterate.body(),
                    iterate.changes(),
                    iterate.next());
        } else if (node instanceof PlanNode.Together together) {
            return new PlanNode.Together(name, together.inputs());
        } else if (node instanceof PlanNode.SortWith sort) {
            return new PlanNode.SortWith(name, sort.input(), sort.comparison());
        } else if (node instanceof PlanNode.Transform map) {
            return new PlanNode.Transform(name, map.input(), map.function(), map.type());
        } else if (node instanceof PlanNode.Filter filter) {
            return new PlanNode.Filter(name, filter.input(), filter.condition());
        } else if (node instanceof PlanNode.FlatMap flatMap) {
            return new PlanNode.FlatMap(name, flatMap.input(), flatMap.function(), flatMap.type());
        } else if (node instanceof PlanNode.Emit emit) {
            return new PlanNode.Emit(name, emit.input(), emit.function(), emit.type());
        } else if (node instanceof PlanNode.MapWith with) {
            return new PlanNode.MapWith(name, with.input(), with.open(), with.function(), with.type());
        } else if (node instanceof PlanNode.Sample sample) {
            return new PlanNode.Sample(name, sample.input(), sample.fraction(), sample.seed());
        } else if (node instanceof PlanNode.Rebalance rebalance) {
            return new PlanNode.Rebalance(name, rebalance.input());
        } else if (node instanceof PlanNode.Declare declare) {
            return new PlanNode.Declare(name, declare.input(), declare.type());
        } else if (node instanceof PlanNode.Union union) {
            return new PlanNode.Union(name, union.inputs(), union.type());
        } else if (node instanceof PlanNode.AggregateByKey byKey) {
            return new PlanNode.AggregateByKey(
                    name,
                    byKey.input(),
                    byKey.key(),
                    byKey.keyType(),
                    byKey.aggregator(),
                    byKey.result(),
                    byKey.type());
        } else if (node instanceof PlanNode.Join join) {
            return new PlanNode.Join(
                    name,
                    join.left(),
                    join.right(),
                    join.keyType(),
                    join.kind(),
                    join.broadcast(),
                    join.result(),
                    join.type());
        } else if (node instanceof PlanNode.TransformGroups groups) {
            return new PlanNode.TransformGroups(
                    name, groups.side(), groups.keyType(), groups.order(), groups.function(), groups.type());
        } else if (node instanceof PlanNode.CoGroup both) {
            return new PlanNode.CoGroup(name, both.left(), both.right(), both.keyType(), both.function(), both.type());
        } else if (node instanceof PlanNode.Aggregate all) {
            return new PlanNode.Aggregate(name, all.input(), all.aggregator(), all.resultOfNone(), all.type());
        } else if (node instanceof PlanNode.Distinct distinct) {
            return new PlanNode.Distinct(name, distinct.input());
        } else if (node instanceof PlanNode.Sort sort) {
            return new PlanNode.Sort(name, sort.input(), sort.keys());
        } else if (node instanceof PlanNode.Limit limit) {
            return new PlanNode.Limit(name, limit.input(), limit.count());
        } else if (node instanceof PlanNode.Write write) {
            return new PlanNode.Write(name, write.input(), write.sink());
        }
        throw new AssertionError(node);
    }
}
