package io.dataflow.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Pair;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.plan.JoinKind;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Ten thousand partitions in little memory. */
class ManyPartitionsTest {
    private static final int PARTITIONS = 10_000;
    private static final long WRITER_BYTES = 2L << 20;
    private static final ValueType LONG = ValueType.of(Long.class);
    private static final List<Long> NUMBERS =
            LongStream.range(0, 300_000).boxed().toList();

    private static StageOutput keyed(int side) {
        return new StageOutput.Keyed("join", side, number -> number, LONG, List.of(), LONG, PARTITIONS);
    }

    @Test
    void ten_thousand_partitions_of_more_data_than_memory_are_written_and_joined() throws Exception {
        try (OneTask task = new OneTask()) {
            for (int side = 0; side < 2; side++) {
                task.write(side, keyed(side), NUMBERS, WRITER_BYTES);
                assertThat(task.output(side).sizes().regionCount()).isGreaterThan(1);
                assertThat(task.output(side).sizes().partitionRecords())
                        .hasSize(PARTITIONS)
                        .doesNotContain(0L);
            }

            long[] pairs = new long[1];
            task.read(
                    new StageInput.HashJoined(
                            "join",
                            List.of(0, 1),
                            List.of(0),
                            LONG,
                            List.of(LONG, LONG),
                            new StageInput.GroupBody.Joined(JoinKind.INNER, Pair::of)),
                    WRITER_BYTES,
                    record -> pairs[0] += ((Pair<?, ?>) record).first().equals(((Pair<?, ?>) record).second()) ? 1 : 0);

            assertThat(pairs[0]).isEqualTo(NUMBERS.size());
        }
    }
}
