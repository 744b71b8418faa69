package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void one_refusal_a_second_is_told_and_the_others_are_counted() {
        RefusalLog log = new RefusalLog();
        long now = System.nanoTime();

        assertThat(log.takeUntold(now)).isZero();
        for (int i = 0; i < 1_000; i++) {
            assertThat(log.takeUntold(now + i)).isEqualTo(-1);
        }

        assertThat(log.takeUntold(now + SECOND)).isEqualTo(1_000);
        assertThat(log.takeUntold(now + 2 * SECOND)).isZero();
    }
}
