package io.dataflow.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventLoopTest {
    private final ManualClock clock = new ManualClock();
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final EventLoop loop = new EventLoop("loop-under-test", clock, failures::add);

    @AfterEach
    void close() {
        loop.close();
    }

    /** Everything that was given and due before has been done. */
    private void settle() throws ExecutionException, InterruptedException {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.execute(() -> done.complete(true));
        assertThat(done.get()).isTrue();
    }

    @Test
    void work_is_done_in_order_on_one_named_thread() throws Exception {
        List<Integer> order = new ArrayList<>();
        List<String> names = new ArrayList<>();

        for (int i = 0; i < 1000; i++) {
            int number = i;
            loop.execute(() -> {
                order.add(number);
                names.add(Thread.currentThread().getName());
            });
        }
        settle();

        assertThat(order).hasSize(1000).isSorted();
        assertThat(names).containsOnly("loop-under-test");
    }

    @Test
    void work_of_many_threads_is_all_done_and_in_order_per_thread() throws Exception {
        int[] last = new int[4];
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < last.length; t++) {
            int thread = t;
            threads.add(NamedThreads.single("sender-" + t, () -> {
                for (int i = 1; i <= 10_000; i++) {
                    int expected = i;
                    loop.execute(() -> last[thread] = last[thread] == expected - 1 ? expected : -1);
                }
            }));
        }

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        settle();

        assertThat(last).containsOnly(10_000);
    }

    /** Does it in the place of the loop's thread, as soon as that has nothing to do. */
    private void doInItsPlace(Runnable work) {
        Thread here = Thread.currentThread();
        boolean[] done = {false};
        while (!done[0]) {
            CompletableFuture<Boolean> asked = new CompletableFuture<>();
            loop.tryExecuteInItsPlace(() -> {
                if (Thread.currentThread() == here) {
                    done[0] = true;
                    work.run();
                }
                asked.complete(true);
            });
            asked.join();
        }
    }

    @Test
    void whoever_gives_work_to_an_idle_loop_can_do_it_in_its_place() throws Exception {
        settle();
        List<String> names = new ArrayList<>();

        doInItsPlace(() -> {
            names.add(Thread.currentThread().getName() + " " + loop.inLoop());
            loop.tryExecuteInItsPlace(
                    () -> names.add("later " + Thread.currentThread().getName()));
            names.add("first");
        });

        String here = Thread.currentThread().getName();
        assertThat(names).containsExactly(here + " true", "first", "later " + here);
        assertThat(loop.inLoop()).isFalse();
    }

    @Test
    void whoever_does_work_in_its_place_is_let_go_after_some() throws Exception {
        settle();
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Boolean> ended = new CompletableFuture<>();

        doInItsPlace(() -> again(threads, ended));

        ended.join();
        Thread here = Thread.currentThread();
        assertThat(threads.subList(0, EventLoop.MAX_IN_ITS_PLACE)).containsOnly(here);
        assertThat(threads.subList(EventLoop.MAX_IN_ITS_PLACE, threads.size()))
                .hasSize(100)
                .doesNotContain(here);
    }

    private void again(List<Thread> threads, CompletableFuture<Boolean> ended) {
        threads.add(Thread.currentThread());
        if (threads.size() < EventLoop.MAX_IN_ITS_PLACE + 100) {
            loop.execute(() -> again(threads, ended));
        } else {
            ended.complete(true);
        }
    }

    @Test
    void work_in_its_place_is_done_one_at_a_time_and_in_order_per_thread() throws Exception {
        settle();
        int[] last = new int[4];
        int[] all = {0};
        Set<Thread> workers = Collections.newSetFromMap(new ConcurrentHashMap<>());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < last.length; t++) {
            int thread = t;
            threads.add(NamedThreads.single("sender-" + t, () -> {
                for (int i = 1; i <= 10_000; i++) {
                    int expected = i;
                    Runnable work = () -> {
                        last[thread] = last[thread] == expected - 1 ? expected : -1;
                        all[0]++;
                        workers.add(Thread.currentThread());
                    };
                    if (i % 7 == 0) {
                        loop.execute(work);
                    } else {
                        loop.tryExecuteInItsPlace(work);
                    }
                }
            }));
        }

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        settle();

        assertThat(last).containsOnly(10_000);
        assertThat(all[0]).isEqualTo(40_000);
        assertThat(workers).containsAnyElementsOf(threads);
    }

    @Test
    void timers_that_are_set_or_become_due_meanwhile_are_the_threads_own() throws Exception {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        loop.schedule(10, () -> threads.add(Thread.currentThread()));
        settle();

        doInItsPlace(() -> {
            clock.advanceMillis(20);
            loop.schedule(0, () -> {
                threads.add(Thread.currentThread());
                second.complete(true);
            });
            assertThat(threads).isEmpty();
        });

        second.join();
        assertThat(threads).hasSize(2).doesNotContain(Thread.currentThread());
    }

    @Test
    void closing_waits_for_whoever_is_in_its_place() throws Exception {
        settle();
        CountDownLatch inPlace = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread worker = NamedThreads.single(
                "in-its-place",
                () -> doInItsPlace(() -> {
                    inPlace.countDown();
                    assertThatNoException().isThrownBy(goOn::await);
                    order.add("work");
                }));
        Thread closer = NamedThreads.single("closer", () -> {
            loop.close();
            order.add("closed");
        });
        worker.start();
        inPlace.await();
        loop.execute(() -> order.add("waiting work"));

        closer.start();
        while (loop.tryExecute(() -> {})) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        closer.join();

        assertThat(order).containsExactly("work", "waiting work", "closed");
    }

    @Test
    void only_the_loop_is_in_the_loop() throws Exception {
        CompletableFuture<Boolean> inside = new CompletableFuture<>();

        loop.execute(() -> inside.complete(loop.inLoop()));

        assertThat(inside.get()).isTrue();
        assertThat(loop.inLoop()).isFalse();
    }

    @Test
    void a_timer_runs_once_when_its_time_has_come() throws Exception {
        List<String> runs = new ArrayList<>();
        loop.schedule(100, () -> runs.add("late"));
        loop.schedule(50, () -> runs.add("early"));

        clock.advanceMillis(49);
        settle();
        List<String> before = List.copyOf(runs);
        clock.advanceMillis(51);
        settle();
        settle();

        assertThat(before).isEmpty();
        assertThat(runs).containsExactly("early", "late");
    }

    @Test
    void timers_of_the_same_moment_run_in_the_order_they_were_set() throws Exception {
        List<Integer> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            loop.schedule(10, () -> runs.add(number));
        }

        clock.advanceMillis(2_000);
        settle();

        assertThat(runs).hasSize(20).isSorted();
    }

    @Test
    void a_repeated_timer_runs_until_it_is_cancelled() throws Exception {
        List<Long> runs = new ArrayList<>();
        Timer timer = loop.scheduleEvery(10, () -> runs.add(clock.nanos()));

        for (int i = 0; i < 3; i++) {
            clock.advanceMillis(10);
            settle();
        }
        timer.cancel();
        clock.advanceMillis(100);
        settle();

        assertThat(runs).hasSize(3);
    }

    @Test
    void a_timer_may_cancel_itself_and_others_that_are_due() throws Exception {
        List<String> runs = new ArrayList<>();
        List<Timer> timers = new ArrayList<>();
        timers.add(loop.scheduleEvery(10, () -> {
            runs.add("first");
            timers.forEach(Timer::cancel);
        }));
        timers.add(loop.schedule(10, () -> runs.add("second")));

        clock.advanceMillis(10);
        settle();
        clock.advanceMillis(10);
        settle();

        assertThat(runs).containsExactly("first");
    }

    @Test
    void real_time_wakes_a_loop_that_is_given_nothing() throws Exception {
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        try (EventLoop real = new EventLoop("real", Clock.system(), failures::add)) {
            real.schedule(5, () -> ran.complete(true));

            assertThat(ran.get()).isTrue();
        }
    }

    @Test
    void a_failure_is_reported_and_the_loop_goes_on() throws Exception {
        Error thrown = new AssertionError("planted");
        loop.execute(() -> {
            throw thrown;
        });
        loop.scheduleEvery(1, () -> {
            throw new IllegalStateException("planted in a timer");
        });

        settle();
        clock.advanceMillis(1);
        settle();
        clock.advanceMillis(1);
        settle();

        assertThat(failures).hasSize(3).first().isSameAs(thrown);
    }

    @Test
    void close_does_what_was_given_before_and_refuses_the_rest() {
        List<Integer> done = new ArrayList<>();
        CountDownLatch begin = new CountDownLatch(1);
        loop.execute(() -> awaitQuietly(begin));
        for (int i = 0; i < 100; i++) {
            int number = i;
            loop.execute(() -> done.add(number));
        }

        begin.countDown();
        loop.close();

        assertThat(done).hasSize(100);
        assertThat(loop.tryExecute(() -> done.add(-1))).isFalse();
        assertThatThrownBy(() -> loop.execute(() -> done.add(-1)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("loop-under-test");
        assertThat(done).hasSize(100);
    }

    @Test
    void close_drops_timers_and_ends_the_thread() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        List<String> runs = new ArrayList<>();
        loop.execute(() -> thread.complete(Thread.currentThread()));
        loop.schedule(10, () -> runs.add("never"));
        Thread running = thread.get();

        loop.close();
        loop.schedule(10, () -> runs.add("never"));
        clock.advanceMillis(100);

        assertThat(running.isAlive()).isFalse();
        assertThat(runs).isEmpty();
    }

    @Test
    void a_loop_can_close_itself() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.execute(() -> {
            loop.close();
            thread.complete(Thread.currentThread());
        });

        thread.get().join();

        assertThat(loop.tryExecute(() -> {})).isFalse();
    }

    @Test
    void an_unused_loop_has_no_thread_to_end() {
        new EventLoop("unused", clock, failures::add).close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("unused"));
    }

    @Test
    void a_stray_interrupt_does_not_end_the_loop() throws Exception {
        loop.execute(() -> Thread.currentThread().interrupt());

        settle();
        settle();

        assertThat(failures).isEmpty();
    }

    @Test
    void times_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> loop.schedule(-1, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> loop.scheduleEvery(0, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
        loop.schedule(Long.MAX_VALUE, () -> failures.add(new AssertionError("an eternity has passed")));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
