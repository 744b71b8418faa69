package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Answer;
import com.acme.RandomPlans;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.runtime.scheduler.FilterUse;
import io.dataflow.testing.Seeds;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** Programs made at random answer in the engine what they answer on plain collections. */
class RandomPlansTest {
    private static final long MAX_MEMORY_BYTES = 64L << 20;

    @TempDir
    private Path folder;

    @Seeds(300)
    void the_engine_answers_as_plain_collections_do(Random random) throws Exception {
        assertAnswers(random, FilterUse.EXPECTED_TO_PAY);
    }

    @Seeds(100)
    void it_does_so_with_a_filter_at_every_join_that_may_have_one(Random random) throws Exception {
        assertAnswers(random, FilterUse.ALWAYS);
    }

    private void assertAnswers(Random random, FilterUse filters) throws Exception {
        long program = random.nextLong();
        SessionOptions options = options(random);
        Answer expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = RandomPlans.run(program, reference, folder);
        }

        Answer answer;
        try (CheckedEngine engine = CheckedEngine.open(folder, options, filters)) {
            answer = RandomPlans.run(program, engine.session(), folder);
        }

        assertThat(answer).isEqualTo(expected);
    }

    /** From the least memory that is allowed to what holds everything, small ones as likely as large ones. */
    private static SessionOptions options(Random random) {
        double share = Math.pow(random.nextDouble(), 3);
        long bytes =
                SessionOptions.MIN_MEMORY_BYTES + (long) (share * (MAX_MEMORY_BYTES - SessionOptions.MIN_MEMORY_BYTES));
        return SessionOptions.defaults().memoryBytes(bytes).slots(1 + random.nextInt(4));
    }
}
