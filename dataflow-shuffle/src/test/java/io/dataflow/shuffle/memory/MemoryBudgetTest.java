package io.dataflow.shuffle.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.testing.Seeds;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryPool pool = new MemoryPool(1000);

    @Test
    void a_refused_reservation_takes_nothing() {
        MemoryBudget budget = pool.budget("task", 100);

        assertThat(budget.tryReserve(101)).isFalse();

        assertThat(budget.reservedBytes()).isZero();
        assertThat(pool.reservedBytes()).isZero();
    }

    @Test
    void a_reservation_needs_room_in_the_pool_as_well() {
        MemoryBudget greedy = pool.budget("greedy", 5000);
        MemoryBudget late = pool.budget("late", 100);
        assertThat(greedy.tryReserve(950)).isTrue();

        assertThat(late.availableBytes()).isEqualTo(50);
        assertThat(late.tryReserve(51)).isFalse();

        assertThat(late.reservedBytes()).isZero();
        assertThat(pool.reservedBytes()).isEqualTo(950);
    }

    @Test
    void the_peak_outlives_the_release() {
        MemoryBudget budget = pool.budget("task", 500);

        assertThat(budget.tryReserve(400)).isTrue();
        budget.release(400);

        assertThat(pool.peakBytes()).isEqualTo(400);
        assertThat(pool.reservedBytes()).isZero();
    }

    @Test
    void exhaustion_names_owner_purpose_and_numbers() {
        MemoryBudget budget = pool.budget("task 7 of sort", 100);
        assertThat(budget.tryReserve(60)).isTrue();

        assertThatThrownBy(() -> budget.reserve(50, "one record"))
                .isInstanceOfSatisfying(MemoryExhaustedException.class, e -> {
                    assertThat(e.owner()).isEqualTo("task 7 of sort");
                    assertThat(e.askedBytes()).isEqualTo(50);
                    assertThat(e.reservedBytes()).isEqualTo(60);
                    assertThat(e.limitBytes()).isEqualTo(100);
                })
                .hasMessageContainingAll("task 7 of sort", "50", "one record", "60", "100", "more memory");
    }

    @Test
    void closing_a_budget_that_holds_bytes_names_the_leak() {
        MemoryBudget budget = pool.budget("leaky", 100);
        assertThat(budget.tryReserve(3)).isTrue();

        assertThatThrownBy(budget::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("leaky", "3 bytes");
    }

    @Test
    void a_closed_budget_reserves_nothing() {
        MemoryBudget budget = pool.budget("task", 100);

        budget.close();

        assertThatThrownBy(() -> budget.tryReserve(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_transfer_does_not_need_room_in_the_pool() {
        MemoryBudget task = pool.budget("task", 1000);
        MemoryBudget store = pool.budget("store", 1000);
        assertThat(task.tryReserve(1000)).isTrue();

        assertThat(task.tryTransferTo(store, 700)).isTrue();

        assertThat(task.reservedBytes()).isEqualTo(300);
        assertThat(store.reservedBytes()).isEqualTo(700);
        assertThat(pool.reservedBytes()).isEqualTo(1000);
    }

    @Test
    void a_refused_transfer_changes_nothing() {
        MemoryBudget task = pool.budget("task", 1000);
        MemoryBudget store = pool.budget("store", 10);
        assertThat(task.tryReserve(100)).isTrue();

        assertThat(task.tryTransferTo(store, 11)).isFalse();
        assertThatThrownBy(() -> task.transferTo(store, 11))
                .isInstanceOf(MemoryExhaustedException.class)
                .hasMessageContaining("store");

        assertThat(task.reservedBytes()).isEqualTo(100);
        assertThat(store.reservedBytes()).isZero();
    }

    @Test
    void a_transfer_between_pools_moves_the_count_of_both() {
        MemoryPool other = new MemoryPool(50);
        MemoryBudget task = pool.budget("task", 1000);
        MemoryBudget elsewhere = other.budget("elsewhere", 1000);
        assertThat(task.tryReserve(100)).isTrue();

        assertThat(task.tryTransferTo(elsewhere, 51)).isFalse();
        assertThat(task.tryTransferTo(elsewhere, 50)).isTrue();

        assertThat(pool.reservedBytes()).isEqualTo(50);
        assertThat(other.reservedBytes()).isEqualTo(50);
    }

    @Test
    void negative_sizes_are_refused() {
        MemoryBudget budget = pool.budget("task", 100);

        assertThatThrownBy(() -> budget.tryReserve(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> budget.release(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.budget("task", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Seeds(50)
    void counts_follow_a_plain_model(Random random) {
        MemoryBudget[] budgets = {pool.budget("a", 300), pool.budget("b", 600), pool.budget("c", 2000)};
        long[] model = new long[budgets.length];

        for (int step = 0; step < 500; step++) {
            int i = random.nextInt(budgets.length);
            long bytes = random.nextInt(400);
            long total = model[0] + model[1] + model[2];
            if (random.nextBoolean()) {
                boolean fits = bytes <= budgets[i].limitBytes() - model[i] && bytes <= pool.limitBytes() - total;
                assertThat(budgets[i].tryReserve(bytes)).isEqualTo(fits);
                model[i] += fits ? bytes : 0;
            } else if (random.nextBoolean()) {
                long released = Math.min(bytes, model[i]);
                budgets[i].release(released);
                model[i] -= released;
            } else {
                int j = random.nextInt(budgets.length);
                long moved = Math.min(bytes, model[i]);
                boolean fits = i == j || moved <= budgets[j].limitBytes() - model[j];
                assertThat(budgets[i].tryTransferTo(budgets[j], moved)).isEqualTo(fits);
                model[i] -= fits ? moved : 0;
                model[j] += fits ? moved : 0;
            }
            assertThat(pool.reservedBytes()).isEqualTo(model[0] + model[1] + model[2]);
            for (int k = 0; k < budgets.length; k++) {
                assertThat(budgets[k].reservedBytes()).isEqualTo(model[k]);
            }
        }
    }

    @Test
    void many_threads_never_reserve_more_than_there_is() {
        MemoryBudget shared = pool.budget("shared", 900);

        List<CompletableFuture<Long>> workers = IntStream.range(0, 4)
                .mapToObj(seed -> CompletableFuture.supplyAsync(() -> churn(shared, new Random(seed))))
                .toList();
        long most = workers.stream().mapToLong(CompletableFuture::join).max().orElseThrow();

        assertThat(most).isLessThanOrEqualTo(900);
        assertThat(pool.peakBytes()).isBetween(1L, 900L);
        assertThat(pool.reservedBytes()).isZero();
    }

    private static long churn(MemoryBudget budget, Random random) {
        long most = 0;
        for (int i = 0; i < 20_000; i++) {
            int bytes = random.nextInt(500);
            if (budget.tryReserve(bytes)) {
                most = Math.max(most, budget.reservedBytes());
                budget.release(bytes);
            }
        }
        return most;
    }
}
