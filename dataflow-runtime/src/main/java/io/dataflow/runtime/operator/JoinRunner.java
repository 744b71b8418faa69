package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.api.plan.JoinKind;
import io.dataflow.runtime.plan.StageInput;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Joins the two sides of a key. The left is taken a chunk at a time, and the right is passed once for each chunk, so that
 * the cost of a key is that of its pairs and of one pass for each few thousand records of the left.
 */
final class JoinRunner implements GroupBodyRunner {
    private static final int CHUNK_RECORDS = 1_024;

    private final String name;
    private final StageInput.GroupBody.Joined spec;
    private final Emitter<Object> output;

    JoinRunner(String name, StageInput.GroupBody.Joined spec, Emitter<Object> output) {
        this.name = name;
        this.spec = spec;
        this.output = output;
    }

    @Override
    public void apply(Object key, List<GroupValues> sides) throws Exception {
        GroupValues left = sides.get(0);
        GroupValues right = sides.get(1);
        boolean hasLeft = !left.isEmpty();
        boolean hasRight = !right.isEmpty();
        JoinKind kind = spec.kind();
        if (kind == JoinKind.SEMI || kind == JoinKind.ANTI) {
            if (hasLeft && hasRight == (kind == JoinKind.SEMI)) {
                for (Object record : left) {
                    output.emit(record);
                }
            }
        } else if (hasLeft && hasRight) {
            pairs(left, right);
        } else if (hasLeft && kind.rightMayMiss()) {
            for (Object record : left) {
                emit(kind.leftMayMiss() ? Optional.of(record) : record, Optional.empty());
            }
        } else if (hasRight && kind.leftMayMiss()) {
            for (Object record : right) {
                emit(Optional.empty(), kind.rightMayMiss() ? Optional.of(record) : record);
            }
        }
    }

    private void pairs(Iterable<Object> left, Iterable<Object> right) throws Exception {
        boolean wrapLeft = spec.kind().leftMayMiss();
        boolean wrapRight = spec.kind().rightMayMiss();
        List<Object> chunk = new ArrayList<>();
        Iterator<Object> records = left.iterator();
        while (records.hasNext()) {
            chunk.clear();
            while (records.hasNext() && chunk.size() < CHUNK_RECORDS) {
                Object record = records.next();
                chunk.add(wrapLeft ? Optional.of(record) : record);
            }
            for (Object record : right) {
                Object other = wrapRight ? Optional.of(record) : record;
                for (Object one : chunk) {
                    emit(one, other);
                }
            }
        }
    }

    private void emit(Object left, Object right) throws Exception {
        @Nullable Object result;
        try {
            result = spec.result().apply(left, right);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(name, thrown);
        }
        output.emit(UserCodeException.nonNull(name, result));
    }
}
