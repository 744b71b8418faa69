package io.dataflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallHeapTest {
    @ParameterizedTest
    @ValueSource(strings = {"group", "sort", "join"})
    void the_work_is_right_in_little_memory(String work) {
        SessionOptions little = SessionOptions.defaults().memoryBytes(8L << 20).slots(2);
        try (Session session = Session.local(little)) {
            assertThat(SmallHeap.isRight(session, work, 100_003)).isTrue();
        }
    }

    @Test
    void a_record_knows_whether_it_is_whole() {
        SmallHeap.Row row = SmallHeap.Row.of(7);

        assertThat(row.isWhole()).isTrue();
        assertThat(new SmallHeap.Row(8, row.padding()).isWhole()).isFalse();
    }

    @Test
    void other_work_is_refused() {
        try (Session session = Session.local()) {
            assertThatThrownBy(() -> SmallHeap.isRight(session, "dance", 1)).hasMessageContaining("not dance");
        }
    }
}
