package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.plan.JoinKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a join makes of records that have partners, and of those that have none. */
final class JoinResults {
    static final int LEFT = 0;
    static final int RIGHT = 1;

    private final String name;
    private final JoinKind kind;
    private final Fn2<Object, Object, Object> result;
    private final Emitter<Object> output;

    JoinResults(String name, JoinKind kind, Fn2<Object, Object, Object> result, Emitter<Object> output) {
        this.name = name;
        this.kind = kind;
        this.result = result;
        this.output = output;
    }

    /** Whether records with partners yield pairs. If not, the right is only asked for its keys. */
    boolean pairs() {
        return kind != JoinKind.SEMI && kind != JoinKind.ANTI;
    }

    /** Whether a record yields a result by itself, according to whether it has a partner. */
    boolean wants(int side, boolean hasPartner) {
        if (!pairs()) {
            return side == LEFT && hasPartner == (kind == JoinKind.SEMI);
        }
        return !hasPartner && (side == LEFT ? kind.rightMayMiss() : kind.leftMayMiss());
    }

    /** Whether records of that side may yield results by themselves. */
    boolean wants(int side) {
        return wants(side, true) || wants(side, false);
    }

    /** Of a side whose records are neither paired nor wanted, only the keys matter. */
    boolean needsValue(int side) {
        return pairs() || wants(side);
    }

    void pair(Object left, Object right) throws Exception {
        emit(kind.leftMayMiss() ? Optional.of(left) : left, kind.rightMayMiss() ? Optional.of(right) : right);
    }

    /** The result of a record by itself, of which {@link #wants} is true. */
    void alone(int side, Object record) throws Exception {
        if (!pairs()) {
            output.emit(record);
        } else if (side == LEFT) {
            emit(kind.leftMayMiss() ? Optional.of(record) : record, Optional.empty());
        } else {
            emit(Optional.empty(), kind.rightMayMiss() ? Optional.of(record) : record);
        }
    }

    private void emit(Object left, Object right) throws Exception {
        @Nullable Object joined;
        try {
            joined = result.apply(left, right);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(name, thrown);
        }
        output.emit(UserCode.nonNull(name, joined));
    }
}
