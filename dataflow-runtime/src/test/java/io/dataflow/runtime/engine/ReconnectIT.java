package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Spilling;
import io.dataflow.api.Job;
import io.dataflow.api.Pair;
import io.dataflow.api.Records;
import io.dataflow.api.Session;
import io.dataflow.runtime.BreakableLine;
import io.dataflow.runtime.SmallCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that break while jobs run. */
@Timeout(120)
class ReconnectIT {
    private static final long MEMORY_BYTES = 16L << 20;
    private static final int RECORDS = 3_000_000;
    private static final int WORDS = 50_000;

    @TempDir
    private Path folder;

    private Set<Thread> threadsBefore = Set.of();
    private SmallCluster cluster;
    private BreakableLine line;

    @BeforeEach
    void start() throws IOException {
        threadsBefore = CheckedEngine.threads();
        cluster = SmallCluster.start(folder);
        line = BreakableLine.to(cluster.coordinatorAddress());
    }

    @AfterEach
    void nothing_is_left() throws IOException {
        cluster.close();
        line.close();
        CheckedEngine.assertNoThreadsSince(threadsBefore);
    }

    @Test
    void a_job_does_not_notice_that_connections_of_workers_break() throws Exception {
        cluster.withWorkersOf(line.address(), 2, 2, MEMORY_BYTES);
        Reports reports = new Reports();
        long sum;
        try (Session session = cluster.connect()) {
            session.listen(reports);
            Job job = session.run(Spilling.wordCount(session, RECORDS, WORDS).plan());
            for (int i = 1; i < 4; i++) {
                reports.awaitProgress(i);
                line.breakAll();
            }
            assertThat(reports.ends()).isEmpty();
            sum = sum(job);
        }

        assertThat(sum).isEqualTo(RECORDS);
        // A launch may be lost on its way, with the connection; what was done is not done again.
        assertThat(reports.last().losses()).allSatisfy(loss -> assertThat(loss).contains(" and 0 outputs "));
    }

    private static long sum(Job job) {
        Map<String, Long> counts = new HashMap<>();
        try (Records<?> records = job.records()) {
            records.forEachRemaining(record -> {
                Pair<?, ?> pair = (Pair<?, ?>) record;
                counts.put((String) pair.first(), (Long) pair.second());
            });
        }
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
