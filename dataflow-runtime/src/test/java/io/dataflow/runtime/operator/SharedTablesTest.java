package io.dataflow.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.hash.JoinTable;
import io.dataflow.shuffle.hash.KeyHash;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedTablesTest {
    private static final String JOB = "job";
    private static final SharedTables.Content CONTENT =
            new SharedTables.Content(List.of(new OutputId(JOB, 0, 0, 0), new OutputId(JOB, 0, 1, 0)), true);
    private static final byte[] KEY = {7};
    private static final long HASH = KeyHash.of(KEY, 0, 1);

    private final MemoryPool pool = new MemoryPool(1 << 20);
    private final MemoryBudget memory = pool.budget("published outputs", 1 << 16);
    private final SharedTables tables = new SharedTables(memory);
    private int fillings;

    @AfterEach
    void nothing_leaks() {
        tables.close();
        memory.close();
        assertThat(pool.reservedBytes()).isZero();
    }

    private boolean fill(JoinTable table) {
        fillings++;
        return table.tryAdd(KeyHash.subPartition(HASH, 0), KEY, 0, 1, HASH, KEY, 0, 1) && table.tryIndex();
    }

    private static boolean hasKey(JoinTable table) {
        return table.find(KEY, 0, 1, HASH) != JoinTable.NONE;
    }

    @Test
    void a_table_is_filled_once_and_kept_until_its_job_ends() throws Exception {
        JoinTable first = tables.get(JOB, CONTENT, this::fill);
        JoinTable second = tables.get(JOB, CONTENT, this::fill);

        assertThat(second).isNotNull().isSameAs(first);
        assertThat(hasKey(second)).isTrue();
        assertThat(fillings).isEqualTo(1);
        tables.end("another");
        assertThat(hasKey(second)).isTrue();
        tables.end(JOB);
        assertThat(memory.reservedBytes()).isZero();
        assertThat(tables.get(JOB, CONTENT, this::fill)).isNotSameAs(first);
    }

    @Test
    void other_outputs_and_tables_without_values_are_others() throws Exception {
        JoinTable table = tables.get(JOB, CONTENT, this::fill);
        SharedTables.Content keysOnly = new SharedTables.Content(CONTENT.outputs(), false);
        SharedTables.Content anotherAttempt =
                new SharedTables.Content(List.of(new OutputId(JOB, 0, 0, 1), new OutputId(JOB, 0, 1, 0)), true);

        assertThat(tables.get(JOB, keysOnly, this::fill)).isNotSameAs(table);
        assertThat(tables.get(JOB, anotherAttempt, this::fill)).isNotSameAs(table);
        assertThat(fillings).isEqualTo(3);
    }

    @Test
    void what_does_not_fit_is_tried_once_and_takes_no_memory() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(tables.get(JOB, CONTENT, table -> {
                        fill(table);
                        return false;
                    }))
                    .isNull();
        }

        assertThat(fillings).isEqualTo(1);
        assertThat(memory.reservedBytes()).isZero();
    }

    @Test
    void large_tables_are_not_shared() {
        assertThat(tables.takes(10, 1 << 12)).isTrue();
        assertThat(tables.takes(10, 1 << 13)).isFalse();
        assertThat(tables.takes(1 << 10, 0)).isFalse();
    }

    @Test
    void another_task_tries_where_one_failed() throws Exception {
        assertThatThrownBy(() -> tables.get(JOB, CONTENT, table -> {
                    fill(table);
                    throw new IOException("gone");
                }))
                .isInstanceOf(IOException.class);
        assertThat(memory.reservedBytes()).isZero();

        assertThat(tables.get(JOB, CONTENT, this::fill)).isNotNull();
    }

    @Test
    void tasks_wait_for_the_one_that_fills_and_can_be_cancelled_while_they_do() throws Exception {
        CountDownLatch filling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        FutureTask<JoinTable> first = started(() -> tables.get(JOB, CONTENT, table -> {
            filling.countDown();
            goOn.await();
            return fill(table);
        }));
        filling.await();
        FutureTask<Boolean> cancelled = new FutureTask<>(() -> {
            assertThatThrownBy(() -> tables.get(JOB, CONTENT, this::fill)).isInstanceOf(InterruptedException.class);
            return true;
        });
        Thread waiting = new Thread(cancelled);
        waiting.start();
        waiting.interrupt();
        assertThat(cancelled.get()).isTrue();
        FutureTask<JoinTable> second = started(() -> tables.get(JOB, CONTENT, this::fill));

        goOn.countDown();

        assertThat(second.get()).isNotNull().isSameAs(first.get());
        assertThat(fillings).isEqualTo(1);
    }

    private static FutureTask<JoinTable> started(Callable<JoinTable> work) {
        FutureTask<JoinTable> task = new FutureTask<>(work);
        new Thread(task).start();
        return task;
    }
}
