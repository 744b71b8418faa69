package io.dataflow.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EngineJobTest {
    private final List<Message> sent = new ArrayList<>();

    private static EngineJob job(Consumer<Message> coordinator) {
        return new EngineJob(
                "job",
                null,
                coordinator,
                (output, selection) -> {
                    throw new IOException("nothing is read here");
                },
                List.of(),
                () -> null,
                job -> {});
    }

    private static OutputId id(int task, int attempt) {
        return new OutputId("job", 1, task, attempt);
    }

    private static OutputLocation output(int task, int attempt) {
        return new OutputLocation("127.0.0.1:1", id(task, attempt), 1, 1, 1, 1);
    }

    @Test
    void a_result_that_has_been_computed_again_since_it_was_looked_up_is_not_waited_for() {
        EngineJob job = job(sent::add);
        job.onResults(List.of(output(0, 0), output(1, 0)));
        List<OutputLocation> again = List.of(output(0, 0), output(1, 1));
        job.onResults(again);

        assertThat(job.recompute(id(1, 0))).isEqualTo(again);

        assertThat(sent).isEmpty();
    }

    @Test
    void a_result_that_is_lost_now_is_asked_for_and_waited_for() {
        List<OutputLocation> again = List.of(output(0, 0), output(1, 1));
        List<EngineJob> jobs = new ArrayList<>();
        jobs.add(job(message -> {
            sent.add(message);
            jobs.get(0).onResults(again);
        }));
        jobs.get(0).onResults(List.of(output(0, 0), output(1, 0)));

        assertThat(jobs.get(0).recompute(id(1, 0))).isEqualTo(again);

        assertThat(sent).containsExactly(new Message.ResultLost(id(1, 0)));
    }
}
