package io.dataflow.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.shuffle.hash.KeyFilter;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import io.dataflow.testing.Seeds;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProbeFilterTest {
    private static final int KEYS = 1_000;
    private static final int LOOKS = 4_096;
    private static final int PASSED_BY = 16 * LOOKS;

    private final MemoryBudget budget = new MemoryPool(1 << 20).budget("filter", 1 << 20);

    private static long hash(Random random) {
        return random.nextLong();
    }

    private ProbeFilter of(long... hashes) {
        KeyFilter keys = Objects.requireNonNull(KeyFilter.tryOpen(KEYS, budget));
        for (long hash : hashes) {
            assertThat(keys.tryAdd(hash)).isTrue();
        }
        return new ProbeFilter(keys);
    }

    @Seeds(10)
    void what_has_a_partner_passes_and_most_else_does_not(Random random) {
        long[] hashes = random.longs(KEYS).toArray();

        try (ProbeFilter filter = of(hashes)) {
            int passed = 0;
            for (int i = 0; i < 100_000; i++) {
                assertThat(filter.passes(hashes[i % KEYS])).isTrue();
                passed += filter.passes(hash(random)) ? 1 : 0;
            }

            assertThat(passed).isLessThan(3_000);
            assertThat(filter.dropped()).isEqualTo(100_000 - passed);
        }
    }

    @Test
    void where_hardly_any_is_without_a_partner_the_filter_is_not_asked_for_a_while() {
        long known = 1L << 40;
        long unknown = 1L << 50;
        try (ProbeFilter filter = of(known)) {
            for (int i = 0; i < LOOKS; i++) {
                assertThat(filter.passes(known)).isTrue();
            }
            for (int i = 0; i < PASSED_BY; i++) {
                assertThat(filter.passes(unknown)).isTrue();
            }

            assertThat(filter.passes(unknown)).isFalse();
            assertThat(filter.dropped()).isEqualTo(1);
        }
    }

    @Test
    void its_memory_is_given_back() {
        of(1, 2, 3).close();

        assertThat(budget.reservedBytes()).isZero();
        budget.close();
    }
}
