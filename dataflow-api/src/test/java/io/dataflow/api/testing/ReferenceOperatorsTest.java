package io.dataflow.api.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Dataset;
import io.dataflow.api.ErrorPolicy;
import io.dataflow.api.Job;
import io.dataflow.api.OnePass;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import io.dataflow.api.Rejected;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Broadcast;
import io.dataflow.api.function.Counter;
import io.dataflow.api.function.Tag;
import io.dataflow.api.io.TextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators beyond the plain ones, with answers worked out by hand. */
class ReferenceOperatorsTest {
    private static final Tag<String> ODD = Tag.of("odd", String.class);
    private static final Tag<List<Long>> LISTS = Tag.of("lists", new TypeRef<List<Long>>() {});

    private final ReferenceSession session = ReferenceSession.open();

    @TempDir
    private Path folder;

    private Dataset<Long> evens() {
        return session.range(0, 5).transform(Long.class, (n, out) -> {
            if (n % 2 == 0) {
                out.emit(n);
            } else {
                out.emit(ODD, "odd " + n);
                out.emit(LISTS, List.of(n, n));
            }
        });
    }

    @Test
    void side_outputs() {
        assertThat(evens().collect()).containsExactly(0L, 2L, 4L);
        assertThat(evens().tagged(ODD).collect()).containsExactly("odd 1", "odd 3");
        assertThat(evens().named("split").tagged(LISTS).collect()).containsExactly(List.of(1L, 1L), List.of(3L, 3L));
        assertThat(session.range(0, 3)
                        .mapPartitions(Long.class, (records, out) -> records.forEachRemaining(n -> {}))
                        .tagged(ODD)
                        .isEmpty())
                .isTrue();
        assertThat(session.range(0, 6)
                        .groupBy(n -> n % 2)
                        .transformGroups(Long.class, (key, values, out) -> out.emit(ODD, key + "!"))
                        .tagged(ODD)
                        .collect())
                .containsExactly("0!", "1!");
        assertThat(session.range(0, 2)
                        .groupBy(n -> n)
                        .cogroup(session.range(1, 3).groupBy(n -> n), Long.class, (key, left, right, out) -> {
                            if (left.iterator().hasNext()) {
                                out.emit(key);
                            } else {
                                out.emit(ODD, "only right " + key);
                            }
                        })
                        .tagged(ODD)
                        .collect())
                .containsExactly("only right 2");
        assertThatThrownBy(() -> session.range(0, 5).filter(n -> n > 1).tagged(ODD))
                .hasMessageContaining("'filter' has no side output 'odd'");
        assertThatThrownBy(() -> session.range(0, 1)
                        .peek(n -> ODD.name())
                        .transform(Long.class, (n, out) -> out.emit(null))
                        .collect())
                .hasMessageContaining("returned null");
    }

    @Test
    void rejected_records() throws Exception {
        Dataset<Long> inverse = session.range(0, 3).map(n -> 4 / n).named("invert");

        assertThat(inverse.onError(ErrorPolicy.skip(1)).collect()).containsExactly(4L, 2L);
        assertThat(inverse.onError(ErrorPolicy.setAside()).rejected().collect())
                .containsExactly(new Rejected<>(0L, "invert", "java.lang.ArithmeticException: / by zero"));
        assertThat(inverse.onError(ErrorPolicy.deadLetters(TextFiles.into(folder.resolve("dead"))))
                        .count())
                .isEqualTo(2);
        assertThat(Files.exists(folder.resolve("dead"))).isTrue();
        assertThatThrownBy(
                        () -> inverse.onError(ErrorPolicy.setAside().atMost(0)).collect())
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.USER_CODE));
        assertThat(session.range(0, 3)
                        .mapWith(() -> 6L, (six, n) -> six / n)
                        .onError(ErrorPolicy.skip(1))
                        .collect())
                .containsExactly(6L, 3L);
        assertThat(session.range(0, 3)
                        .filter(n -> 1 / n > 0)
                        .onError(ErrorPolicy.skip(1))
                        .flatMap(n -> List.of(n, n))
                        .collect())
                .containsExactly(1L, 1L);
        assertThatThrownBy(() -> inverse.distinct().onError(ErrorPolicy.skip(1)))
                .hasMessageContaining("onError: 'distinct' does not take a record at a time");
        assertThatThrownBy(inverse::rejected).hasMessageContaining("rejected: 'invert' sets no records aside");
        assertThatThrownBy(() -> ErrorPolicy.skip(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> inverse.onError(ErrorPolicy.deadLetters(TextFiles.into(folder.resolve("x"))))
                        .cache())
                .hasMessageContaining("cache: the dead letters of 'invert' would be written more than once");
        assertThat(ErrorPolicy.skip(3)).hasToString("skip, at most 3");
        assertThat(ErrorPolicy.setAside()).hasToString("set aside");
        assertThat(ErrorPolicy.deadLetters(TextFiles.into(folder.resolve("y"))).toString())
                .startsWith("dead letters to text into ");
    }

    @Test
    void several_results_of_one_job() {
        OnePass pass = session.onePass();
        OnePass.Result<Long> count = pass.count(evens());
        OnePass.Result<List<String>> odd = pass.collect(evens().tagged(ODD));
        OnePass.Result<Double> average = pass.aggregate(evens(), Aggregators.average(n -> n));
        pass.write(evens(), TextFiles.into(folder.resolve("evens")));

        assertThatThrownBy(count::get).hasMessageContaining("has not run yet");
        pass.run();

        assertThat(count.get()).isEqualTo(3);
        assertThat(odd.get()).containsExactly("odd 1", "odd 3");
        assertThat(average.get()).isEqualTo(2.0);
        assertThat(folder.resolve("evens")).exists();
        assertThatThrownBy(pass::run).hasMessageContaining("has run already");
        assertThatThrownBy(() -> pass.count(evens())).hasMessageContaining("has run already");
        assertThatThrownBy(() -> session.onePass().run()).hasMessageContaining("nothing to run");
        OnePass writes = session.onePass();
        writes.write(evens(), TextFiles.into(folder.resolve("again")));
        writes.run();
        assertThat(folder.resolve("again")).exists();
        OnePass strangers = session.onePass();
        assertThatThrownBy(() -> strangers.count(ReferenceSession.open().range(0, 1)))
                .hasMessageContaining("belongs to another session");
    }

    @Test
    void places_tasks_and_pairs() {
        Dataset<Long> numbers = session.range(3, 6);

        assertThat(numbers.zipWithIndex().collect()).containsExactly(Pair.of(3L, 0L), Pair.of(4L, 1L), Pair.of(5L, 2L));
        assertThat(numbers.repartition(2).coalesce(1).collect()).containsExactly(3L, 4L, 5L);
        assertThat(numbers.crossJoin(session.of("a", "b"), (n, text) -> text + n)
                        .collect())
                .containsExactly("a3", "b3", "a4", "b4", "a5", "b5");
        assertThat(numbers.crossJoin(numbers).count()).isEqualTo(9);
        assertThat(numbers.sortWith((left, right) -> Long.compare(right, left)).collect())
                .containsExactly(5L, 4L, 3L);
        assertThat(numbers.rebalance().top(1, n -> n).collect()).containsExactly(5L);
        assertThatThrownBy(() -> numbers.coalesce(0)).hasMessage("coalesce makes 1 to 32768 tasks, not 0");
    }

    @Test
    @SuppressWarnings("unchecked") // the wrong type is the point
    void loops_and_caches() {
        Dataset<Long> cached = session.range(0, 3).map(n -> n + 1).cache();

        assertThat(cached.iterate(3, before -> before.map(n -> n * 2)).collect())
                .containsExactly(8L, 16L, 24L);
        assertThat(cached.iterateUntilUnchanged(
                                100,
                                before -> before.map(n -> Math.min(n + 1, 5)),
                                (before, after) -> after.subtract(before))
                        .collect())
                .containsExactly(4L, 5L, 5L);
        cached.uncache();
        assertThat(cached.count()).isEqualTo(3);
        assertThatThrownBy(() -> cached.iterate(-1, before -> before)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cached.iterate(1, before -> {
                    throw new IOException("no idea");
                }))
                .hasMessageContaining("iterate: the body threw java.io.IOException: no idea");
        assertThatThrownBy(() -> session.of("a").as(String.class).iterate(1, before -> (Dataset<String>)
                        (Dataset<?>) before.map(String::length).as(Integer.class)))
                .hasMessageContaining("iterate: a round makes records of type Integer of records of type String");
    }

    @Test
    void counters_and_broadcast_values() {
        Counter seen = Counter.of("seen");
        Broadcast<Map<Long, String>> names = session.broadcast(Map.of(1L, "one"));
        Broadcast<List<Long>> all = session.range(0, 2).broadcast();

        Job job = session.range(0, 4)
                .map(n -> {
                    seen.increment();
                    seen.add(2);
                    return names.value().getOrDefault(n, "?") + all.value().size();
                })
                .write(TextFiles.into(folder.resolve("names")));

        assertThat(job.report().counters()).isEqualTo(Map.of("seen", 12L));
        assertThat(seen).hasToString("counter 'seen'");
        assertThat(names.id()).hasSize(64);
        assertThat(names).hasToString("broadcast ?");
        assertThat(names.decode(names.bytes(), getClass().getClassLoader())).isEqualTo(Map.of(1L, "one"));
        assertThatThrownBy(() -> Counter.of(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> session.broadcast(new Object())).hasMessageContaining("broadcast: the value cannot");
    }

    @Test
    void joins_of_every_kind() {
        Dataset<Long> left = session.range(0, 3);
        Dataset<Long> right = session.range(1, 4);

        assertThat(left.join(right).on(n -> n, n -> n).collect()).containsExactly(Pair.of(1L, 1L), Pair.of(2L, 2L));
        assertThat(left.leftJoin(right).on(n -> n, n -> n).collect())
                .containsExactlyInAnyOrder(
                        Pair.of(0L, Optional.empty()), Pair.of(1L, Optional.of(1L)), Pair.of(2L, Optional.of(2L)));
        assertThat(left.rightJoin(right).on(n -> n, n -> n).collect())
                .containsExactlyInAnyOrder(
                        Pair.of(Optional.of(1L), 1L), Pair.of(Optional.of(2L), 2L), Pair.of(Optional.empty(), 3L));
        assertThat(left.fullJoin(right).on(n -> n, n -> n).count()).isEqualTo(4);
        assertThat(left.semiJoin(right).on(n -> n, n -> n).collect()).containsExactly(1L, 2L);
        assertThat(left.antiJoin(right).on(n -> n, n -> n).collect()).containsExactly(0L);
        assertThat(left.intersect(right).collect()).containsExactly(1L, 2L);
        assertThat(left.join(right).on(n -> n, n -> n, Long::sum).collect()).containsExactly(2L, 4L);
    }

    @Test
    void groups_in_order_and_aggregates() {
        Dataset<Pair<Long, String>> groups = session.range(0, 6)
                .groupBy(n -> n % 2)
                .sortedBy(n -> n % 3, Order.DESCENDING)
                .thenBy(n -> n)
                .transformGroups(String.class, (key, values, out) -> {
                    StringBuilder text = new StringBuilder();
                    values.forEach(text::append);
                    out.emit(key + ":" + text);
                })
                .map(text -> new Pair<>(0L, text));

        assertThat(groups.map(Pair::second).collect()).containsExactly("0:240", "1:513");
        assertThat(session.range(0, 4)
                        .groupBy(n -> n % 2)
                        .aggregate(Aggregators.toSet())
                        .collect())
                .containsExactly(Pair.of(0L, Set.of(0L, 2L)), Pair.of(1L, Set.of(1L, 3L)));
        assertThat(session.range(0, 4).aggregate(Aggregators.sumLong(n -> n))).isEqualTo(6);
        assertThat(session.range(0, 0).reduce(Long::sum)).isEmpty();
    }

    @Test
    void every_operator_can_be_named() {
        Dataset<Long> numbers = session.range(0, 4);
        List<Dataset<?>> named = List.of(
                numbers.named("x"),
                numbers.map(n -> n).onError(ErrorPolicy.skip(1)).named("x"),
                evens().tagged(ODD).named("x"),
                numbers.mapPartitions(Long.class, (records, out) -> {}).named("x"),
                numbers.zipWithIndex().named("x"),
                numbers.repartition(2).named("x"),
                numbers.crossJoin(numbers).named("x"),
                numbers.cache().named("x"),
                numbers.iterate(1, before -> before.named("before")).named("x"),
                numbers.sortWith(Long::compare).named("x"),
                numbers.sample(1.0, 3).named("x"),
                numbers.rebalance().named("x"),
                numbers.as(Long.class).named("x"),
                numbers.union(numbers).named("x"),
                numbers.limit(1).named("x"),
                numbers.distinct().named("x"),
                numbers.sortBy(n -> n).named("x"),
                numbers.join(numbers).on(n -> n, n -> n).named("x"),
                numbers.groupBy(n -> n).count().named("x"));

        for (Dataset<?> dataset : named) {
            assertThat(dataset.plan().root().name()).isEqualTo("x");
        }
    }

    @Test
    void options_of_a_session_here() {
        SessionOptions options =
                SessionOptions.defaults().memoryBytes(5 << 20).slots(3).spillDirectory(folder);

        assertThat(options.memoryBytes()).contains(5L << 20);
        assertThat(options.slots()).contains(3);
        assertThat(options.spillDirectory()).contains(folder);
        assertThatThrownBy(() -> options.slots(0)).hasMessageContaining("slots must be at least 1");
        assertThatThrownBy(() -> options.memoryBytes(1)).hasMessageContaining("memory must be at least");
    }
}
