package io.dataflow.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.block.Block;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ResultRecordsTest {
    private static final ValueType LONG = ValueType.of(Long.class);

    /** Outputs of which nothing can be read any more. */
    private final Set<OutputId> lost = new HashSet<>();

    private final List<EngineJob> jobs = new ArrayList<>();

    /** What comes out when a result is computed again. */
    private List<OutputLocation> recomputed = List.of();

    private static OutputLocation output(int task, int attempt, long contentHash) {
        return new OutputLocation("127.0.0.1:1", new OutputId("job", 1, task, attempt), 1, 1, 1, contentHash);
    }

    /** Its only record is the number of its task. */
    private BlockReader fetch(OutputLocation output, Selection selection) throws IOException {
        if (lost.contains(output.id())) {
            throw new IOException("the worker is gone");
        }
        ByteOutput record = new ByteOutput();
        record.writeVarInt(0);
        ByteOutput value = new ByteOutput();
        Codecs.<Long>derive(LONG).encode((long) output.id().task(), value);
        record.writeVarInt(value.length());
        record.writeBytes(value.bytes(), 0, value.length());
        List<Block> blocks = new ArrayList<>(List.of(new Block(record.bytes(), 0, record.length(), 1)));
        return new BlockReader() {
            @Override
            public @Nullable Block next() {
                return blocks.isEmpty() ? null : blocks.remove(0);
            }

            @Override
            public void close() {
                blocks.clear();
            }
        };
    }

    private ResultRecords open(List<OutputLocation> outputs) {
        EngineJob job = new EngineJob(
                "job",
                null,
                message -> {
                    if (message instanceof Message.ResultLost) {
                        jobs.get(0).onResults(recomputed);
                    }
                },
                this::fetch,
                List.of(),
                () -> null,
                ended -> {});
        jobs.add(job);
        job.onResults(outputs);
        return new ResultRecords(job, LONG, this::fetch, outputs);
    }

    @Test
    void what_was_read_and_is_computed_again_with_the_same_records_does_not_matter() {
        List<OutputLocation> first = List.of(output(0, 0, 7), output(1, 0, 8));
        ResultRecords records = open(first);
        assertThat(records.next()).isEqualTo(0L);
        lost.add(first.get(0).id());
        lost.add(first.get(1).id());
        recomputed = List.of(output(0, 1, 7), output(1, 1, 8));

        assertThat(records.next()).isEqualTo(1L);
    }

    @Test
    void what_was_read_and_is_computed_again_with_other_records_fails_the_reading() {
        List<OutputLocation> first = List.of(output(0, 0, 7), output(1, 0, 8));
        ResultRecords records = open(first);
        assertThat(records.next()).isEqualTo(0L);
        lost.add(first.get(1).id());
        recomputed = List.of(output(0, 1, 9), output(1, 1, 8));

        assertThatThrownBy(records::next)
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining(
                        "Results of job job that had been read were lost, computed again, and are others now")
                .hasMessageContaining("run the job again");
    }

    @Test
    void what_was_not_read_yet_may_become_anything() {
        List<OutputLocation> first = List.of(output(0, 0, 7), output(1, 0, 8));
        ResultRecords records = open(first);
        lost.add(first.get(0).id());
        recomputed = List.of(output(0, 1, 9), output(1, 1, 10));

        assertThat(records.next()).isEqualTo(0L);
        assertThat(records.next()).isEqualTo(1L);
    }
}
