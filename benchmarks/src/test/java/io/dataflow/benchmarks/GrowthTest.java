package io.dataflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final long SOME = 50_000;

    @Test
    void answers_are_right_in_little_memory_too() {
        try (Session session = Session.local(SessionOptions.defaults().memoryBytes(SessionOptions.MIN_MEMORY_BYTES))) {
            assertThat(Growth.isSortRight(session, SOME)).isTrue();
            assertThat(Growth.isGroupRight(session, SOME)).isTrue();
        }
    }

    @Test
    void answers_are_right_whatever_the_partitions_and_whatever_ran_before() {
        try (Session session = Session.local()) {
            assertThat(Growth.isSpreadRight(session, SOME, 1)).isTrue();
            assertThat(Growth.isSpreadRight(session, SOME, 300)).isTrue();
            for (int other = 0; other < 4; other++) {
                assertThat(Growth.isOtherRight(session, other)).isTrue();
            }
            assertThat(Growth.isChainRight(session, SOME)).isTrue();
            assertThat(Growth.isChainRight(session, SOME + 1)).isTrue();
        }
    }
}
