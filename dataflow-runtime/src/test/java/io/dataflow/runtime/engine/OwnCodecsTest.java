package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Versions;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.testing.CodecContract;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.runtime.SmallCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes that only a codec of the program can encode, as records, keys, parts of records and results. */
class OwnCodecsTest {
    private static final int RECORDS = 2_000;
    private static final SessionOptions SMALL = SessionOptions.defaults()
            .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
            .slots(2);

    @TempDir
    private Path folder;

    private static Map<String, List<String>> expected() {
        try (ReferenceSession reference = ReferenceSession.open()) {
            return Versions.answers(reference, RECORDS);
        }
    }

    private static void assertRefused(Session session) {
        assertThatThrownBy(() -> Versions.readingTooLittle(session))
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.USER_CODE))
                .hasMessageContaining("The codec com.acme.Versions$ShortCodec of com.acme.Versions$Version left 3 of 4"
                        + " bytes unread");
    }

    @Test
    void the_programs_own_codecs_keep_their_contract() {
        CodecContract.of(new Versions.VersionCodec())
                .equality((a, b) -> a.compareTo(b) == 0)
                .check(List.of(
                        new Versions.Version(1, "a"),
                        new Versions.Version(1, "A"),
                        new Versions.Version(1, "ab"),
                        new Versions.Version(-1, "")));
    }

    @Test
    void embedded_and_short_of_memory_they_answer_as_plain_collections_do() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder, SMALL)) {
            assertThat(Versions.answers(engine.session(), RECORDS)).isEqualTo(expected());
            assertRefused(engine.session());
        }
    }

    @Test
    void on_a_cluster_they_travel_with_the_job() throws Exception {
        try (SmallCluster cluster = SmallCluster.start(folder).withWorkers(2, 2, 16L << 20);
                Session session = cluster.connect()) {
            assertThat(Versions.answers(session, RECORDS)).isEqualTo(expected());
            assertRefused(session);
        }
    }
}
