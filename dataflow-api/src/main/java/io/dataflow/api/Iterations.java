package io.dataflow.api;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.plan.PlanNode;
import org.jspecify.annotations.Nullable;

/** Builds the nodes of loops. */
final class Iterations {
    private Iterations() {}

    static <T> Dataset<T> of(
            Dataset<T> input,
            int rounds,
            Fn1<? super Dataset<T>, ? extends Dataset<T>> body,
            @Nullable Fn2<? super Dataset<T>, ? super Dataset<T>, ? extends Dataset<?>> changes) {
        if (rounds < 0) {
            throw new IllegalArgumentException("rounds must not be negative, got " + rounds);
        }
        Types.check("iterate", "record", input.type());
        Session session = input.session();
        SideOutputs.refuseDeadLetters("iterate", input.node());
        PlanNode.Previous previous = new PlanNode.Previous("previous", input.type());
        Dataset<T> before = Dataset.of(session, previous);
        Dataset<T> result = built(() -> body.apply(before));
        SideOutputs.refuseDeadLetters("iterate", result.node());
        if (!result.type().equals(input.type())) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "iterate: a round makes records of type " + result.type() + " of records of type " + input.type()
                            + "; state the type with .as(...) in the body, or before the loop");
        }
        if (changes == null) {
            return Dataset.of(
                    session,
                    new PlanNode.Iterate("iterate", input.node(), rounds, previous, result.node(), null, null));
        }
        PlanNode.Previous next = new PlanNode.Previous("next", input.type());
        Dataset<T> after = Dataset.of(session, next);
        Dataset<?> changed = built(() -> changes.apply(before, after));
        return Dataset.of(
                session,
                new PlanNode.Iterate("iterate", input.node(), rounds, previous, result.node(), changed.node(), next));
    }

    @FunctionalInterface
    private interface Building<R> {
        R build() throws Exception;
    }

    private static <R> R built(Building<R> building) {
        try {
            return building.build();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception thrown) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN, "iterate: the body threw " + thrown + " while it was built", thrown);
        }
    }
}
