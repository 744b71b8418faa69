package io.dataflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkewTest {
    @ParameterizedTest
    @CsvSource({"aggregation,false", "aggregation,true", "join,false", "join,true"})
    void answers_are_right_whatever_the_keys(String work, boolean skewed) {
        try (Session session = Session.local()) {
            assertThat(Skew.isRight(session, work, 300_000, skewed)).isTrue();
        }
    }

    @Test
    void other_work_is_refused() {
        try (Session session = Session.local()) {
            assertThatThrownBy(() -> Skew.isRight(session, "dance", 1, false)).hasMessageContaining("not dance");
        }
    }
}
