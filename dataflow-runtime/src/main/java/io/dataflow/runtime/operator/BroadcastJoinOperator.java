package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.OperatorSpec;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.shuffle.hash.JoinTable;
import io.dataflow.shuffle.hash.KeyHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each record that comes with those of another stage that have its key: a hash join whose build side is read whole before
 * the first record, and whose probe side need not be sent. What outgrows its memory goes to disk as in {@link HashJoinInput}.
 */
final class BroadcastJoinOperator implements Operator {
    /** Of records that come. More than a core can wait for at the same time. */
    private static final int AHEAD = 32;

    private final OperatorSpec.BroadcastJoin spec;
    private final TaskMemory memory;
    private final TaskContext context;
    private final Codec<Object> keys;
    /*
     * Records wait until there are so many, or until those come that were read later; then what the table has of their keys is loaded at
     * once, as KeysAhead says. So no more is held than what was read at once.
     */
    private final Object[] waiting = new Object[AHEAD];
    private final long[] hashes = new long[AHEAD];
    private final int[] keyEnds = new int[AHEAD];
    private final ByteOutput waitingKeys = new ByteOutput();
    private int waitingCount;
    private long waitingReadBytes;

    private final List<LimitOperator> limits = new ArrayList<>();
    private @Nullable HashJoinPass pass;
    private Emitter<Object> output = Unopened.output();

    /** @param sideCount how many operators of the program share the memory for such */
    BroadcastJoinOperator(OperatorSpec.BroadcastJoin spec, int sideCount, TaskContext whole) {
        this.spec = spec;
        this.memory = whole.memory().forSide("'" + spec.name() + "'", sideCount);
        this.context = whole.beside(memory, this::enough);
        this.keys = whole.codec(spec.join().keyType());
    }

    /** A limit behind this operator. One before it stops the reading of what comes, and nothing here. */
    void stopAt(LimitOperator limit) {
        limits.add(limit);
    }

    private boolean enough() {
        // Not by a stream, as every record asks.
        for (LimitOperator limit : limits) {
            if (limit.isFull()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void open(Emitter<Object> next) throws Exception {
        output = next;
        StageInput.HashJoined join = spec.join();
        List<Codec<Object>> codecs =
                join.types().stream().map(context::<Object>codec).toList();
        int buildSide = 1 - spec.probeSide();
        JoinResults results = results();
        JoinTable shared = results.wants(buildSide) ? null : sharedTable(results.needsValue(buildSide));
        HashJoinPass built = new HashJoinPass(buildSide, 0, codecs, results, context, shared);
        pass = built;
        if (shared == null) {
            built.build(context.openers(spec.sideStages()), ReadLoop.Totals.ofSpilled());
        }
    }

    private @Nullable JoinTable sharedTable(boolean withValues) throws Exception {
        return context.sharedTable(
                spec.sideStages(),
                withValues,
                empty -> HashJoinPass.fill(empty, context.openers(spec.sideStages()), withValues, context));
    }

    private JoinResults results() {
        StageInput.GroupBody.Joined join = spec.join().join();
        return new JoinResults(spec.name(), join.kind(), join.result(), output);
    }

    private HashJoinPass opened() {
        HashJoinPass open = pass;
        if (open == null) {
            throw new IllegalStateException("'" + spec.name() + "' is not open");
        }
        return open;
    }

    @Override
    public void emit(Object record) throws Exception {
        long readBytes = context.counters().readBytes();
        if (waitingCount == AHEAD || readBytes != waitingReadBytes) {
            probe();
            waitingReadBytes = readBytes;
        }
        if (enough()) {
            return;
        }
        int start = waitingKeys.length();
        keys.encode(keyOf(record), waitingKeys);
        int end = waitingKeys.length();
        hashes[waitingCount] = KeyHash.of(waitingKeys.bytes(), start, end - start);
        keyEnds[waitingCount] = end;
        waiting[waitingCount++] = record;
    }

    /** Joins the records that wait. */
    private void probe() throws Exception {
        HashJoinPass probed = opened();
        probed.touch(hashes, waitingCount);
        int start = 0;
        for (int i = 0; i < waitingCount && !enough(); i++) {
            int end = keyEnds[i];
            probed.probe(waitingKeys.bytes(), start, end - start, hashes[i], waiting[i]);
            start = end;
        }
        Arrays.fill(waiting, 0, waitingCount, null);
        waitingCount = 0;
        waitingKeys.reset();
    }

    private Object keyOf(Object record) throws UserCodeException {
        @Nullable Object result;
        try {
            result = spec.key().apply(record);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.name(), thrown);
        }
        return UserCode.nonNull(spec.name(), result);
    }

    @Override
    public void finish() throws Exception {
        probe();
        HashJoinPass probed = opened();
        probed.finish();
        new HashJoinInput(spec.join(), context).joinParts(probed, 0, results());
    }

    @Override
    public void close() {
        if (pass != null) {
            pass.close();
        }
        memory.input().close();
        memory.overflow().close();
    }
}
