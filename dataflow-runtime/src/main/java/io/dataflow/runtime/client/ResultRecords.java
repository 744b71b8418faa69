package io.dataflow.runtime.client;

import io.dataflow.api.Records;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.RecordCursor;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.block.Block;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The result outputs, one after the other in the order of their tasks.
 *
 * <p>An output that cannot be read is computed again, and read again from its beginning. That is possible as long as none
 * of its records was handed out, so the beginning of each output is held back until it has been read up to a bound. A
 * larger output that is lost in the middle fails the reading: another run might yield its records in another order. Those that
 * were read to their end may be computed again as well, since their worker is gone; that matters only if other records come out.
 */
final class ResultRecords implements Records<Object> {
    private static final long HELD_BYTES = 8L << 20;
    private static final int MAX_RECOMPUTATIONS = 10;

    private final EngineJob job;
    private final Codec<Object> codec;
    private final BlockFetcher fetcher;
    private final RecordCursor cursor = new RecordCursor();
    private final ByteInput read = new ByteInput();
    private final Deque<Block> held = new ArrayDeque<>();
    private List<OutputLocation> outputs;
    private int next;
    private int recomputations;
    private @Nullable BlockReader current;
    private boolean inBlock;
    private boolean ready;
    private boolean closed;

    ResultRecords(EngineJob job, ValueType type, BlockFetcher fetcher, List<OutputLocation> outputs) {
        this.job = job;
        this.codec = Codecs.derive(type);
        this.fetcher = fetcher;
        this.outputs = outputs;
    }

    @Override
    public boolean hasNext() {
        if (closed || ready) {
            return ready;
        }
        try {
            ready = advance();
        } catch (IOException failure) {
            close();
            throw new DataflowException(
                    FailureKind.CORRUPTION,
                    "Results of job " + job.id() + " cannot be read: " + failure.getMessage(),
                    failure);
        }
        if (!ready) {
            close();
        }
        return ready;
    }

    private boolean advance() throws IOException {
        while (true) {
            if (inBlock && cursor.next()) {
                return true;
            }
            inBlock = false;
            Block block = nextBlock();
            if (block == null) {
                return false;
            }
            cursor.reset(block);
            inBlock = true;
        }
    }

    private @Nullable Block nextBlock() {
        while (true) {
            if (!held.isEmpty()) {
                return held.poll();
            }
            BlockReader reader = current;
            if (reader != null) {
                Block block = continued(reader);
                if (block != null) {
                    return block;
                }
                closeCurrent();
            } else if (next == outputs.size()) {
                return null;
            } else {
                begin(outputs.get(next));
                next++;
            }
        }
    }

    private @Nullable Block continued(BlockReader reader) {
        try {
            return reader.next();
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.WORKER_LOST,
                    "A result of job " + job.id() + " was lost while it was being read: " + failure.getMessage()
                            + "; run the job again",
                    failure);
        }
    }

    /** Reads the beginning of an output, as often as it takes to have it. */
    private void begin(OutputLocation output) {
        if (output.regionCount() == 0) {
            return;
        }
        OutputLocation where = output;
        while (true) {
            try {
                BlockReader reader = fetcher.fetch(where, new Selection.Partitions(0, 1));
                current = reader;
                hold(reader);
                return;
            } catch (IOException failure) {
                closeCurrent();
                held.clear();
                if (++recomputations > MAX_RECOMPUTATIONS) {
                    throw new DataflowException(
                            FailureKind.WORKER_LOST,
                            "Results of job " + job.id() + " were lost " + recomputations + " times: "
                                    + failure.getMessage(),
                            failure);
                }
                outputs = unchangedSoFar(job.recompute(where.id()));
                where = outputs.get(next);
            }
        }
    }

    /** What was handed out already must be what is there now. */
    private List<OutputLocation> unchangedSoFar(List<OutputLocation> recomputed) {
        for (int i = 0; i < next; i++) {
            OutputLocation read = outputs.get(i);
            OutputLocation now = recomputed.get(i);
            if (!now.id().equals(read.id())
                    && (now.contentHash() != read.contentHash() || now.recordCount() != read.recordCount())) {
                throw new DataflowException(
                        FailureKind.WORKER_LOST,
                        "Results of job " + job.id()
                                + " that had been read were lost, computed again, and are others now;"
                                + " run the job again");
            }
        }
        return recomputed;
    }

    private void hold(BlockReader reader) throws IOException {
        long bytes = 0;
        while (bytes < HELD_BYTES) {
            Block block = reader.next();
            if (block == null) {
                closeCurrent();
                return;
            }
            held.add(block);
            bytes += block.end() - block.offset();
        }
    }

    private void closeCurrent() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    @Override
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all results of job " + job.id() + " were read");
        }
        ready = false;
        read.reset(cursor.bytes(), cursor.valueOffset(), cursor.valueLength());
        return codec.decode(read);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ready = false;
            closeCurrent();
            held.clear();
            job.releaseAndAwait();
        }
    }
}
