package io.dataflow.api;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.CallSite;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.plan.JoinKind;
import io.dataflow.api.plan.PlanNode;

/** Builds the nodes of joins. */
@SuppressWarnings("unchecked")
final class Joins {
    private Joins() {}

    static PlanNode node(
            Dataset<?> left,
            Dataset<?> right,
            Fn1<?, ?> leftKey,
            Fn1<?, ?> rightKey,
            JoinKind kind,
            boolean broadcast,
            Fn2<Object, Object, Object> result,
            ValueType type) {
        String name = kind.operator();
        Captures.check(leftKey, name);
        Captures.check(rightKey, name);
        Types.check(name, "left record", left.type());
        Types.check(name, "right record", right.type());
        ValueType keyType =
                commonType(name, Types.resultOf(leftKey, left.type()), Types.resultOf(rightKey, right.type()));
        Types.check(name, "key", keyType);
        return new PlanNode.Join(
                name,
                new PlanNode.Side(left.node(), (Fn1<Object, Object>) leftKey),
                new PlanNode.Side(right.node(), (Fn1<Object, Object>) rightKey),
                keyType,
                kind,
                broadcast,
                result,
                type);
    }

    /** Refuses to bring the right side to the left where each task would have to know of the others. */
    static void checkBroadcast(JoinKind kind) {
        if (!kind.mayDivide(0)) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    kind.operator() + " at " + CallSite.line()
                            + ": the right side cannot be broadcast, since what has no partner would be found missing by each"
                            + " task; leave broadcast() out, or use join or leftJoin with the sides exchanged");
        }
    }

    /** Equal keys have equal bytes only when both sides encode them by the same type. */
    static ValueType commonType(String operator, ValueType left, ValueType right) {
        if (left.equals(right) || right.isUnknown()) {
            return left;
        }
        if (left.isUnknown()) {
            return right;
        }
        if (left.raw() != right.raw()) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    operator + " at " + CallSite.line() + ": the keys are of different types, " + left
                            + " on the left and " + right + " on the right; convert one of them");
        }
        if (left.hasCodec() || right.hasCodec()) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    operator + " at " + CallSite.line() + ": the keys, " + left
                            + ", have different codecs, so that equal"
                            + " keys have different bytes; give both the same codec, one that is equal to itself");
        }
        return ValueType.of(left.raw());
    }
}
