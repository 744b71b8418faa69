package io.dataflow.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Tag;
import io.dataflow.api.function.Tokenizers;
import io.dataflow.api.io.RangeSource;
import io.dataflow.api.text.Text;
import io.dataflow.runtime.plan.OperatorSpec;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.runtime.plan.StageProgram;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageClassesTest {
    private static final long SOME = 1_000;
    private static final StackWalker WALKER = StackWalker.getInstance(
            Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_HIDDEN_FRAMES));

    /** Classes of the engine that functions have been called from, hidden ones only; static, since functions travel. */
    private static final Set<Class<?>> COPIES = new HashSet<>();

    @BeforeEach
    @AfterEach
    void forget() {
        COPIES.clear();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE})
    void chains_do_the_same_in_classes_of_their_own(long hotRecords) throws Exception {
        Tag<Long> tag = Tag.of("odd", Long.class);
        List<OperatorSpec> operators = List.of(
                new OperatorSpec.Map("map", function(n -> (Long) n + 1)),
                new OperatorSpec.Filter("filter", n -> (Long) called(n) % 3 != 0),
                new OperatorSpec.FlatMap("flatMap", n -> List.of(called(n), -(Long) n)),
                new OperatorSpec.Emit(
                        "emit",
                        (n, output) -> {
                            output.emit(called(n));
                            output.emit(tag, (Long) n);
                        },
                        List.of(tag)),
                new OperatorSpec.Select("select", 1),
                new OperatorSpec.Map("text", function(n -> Text.of(n + " " + n))),
                new OperatorSpec.FlatMap("tokens", tokens()),
                new OperatorSpec.Map("word", function(word -> word)));

        List<Object> records =
                run(hotRecords, operators, new StageOutput.Records(ValueType.of(Text.class)), Text.class);

        List<Object> expected = LongStream.range(0, SOME)
                .map(n -> n + 1)
                .filter(n -> n % 3 != 0)
                .flatMap(n -> LongStream.of(n, n, -n, -n))
                .<Object>mapToObj(n -> Text.of("" + n))
                .toList();
        assertThat(records).isEqualTo(expected);
        assertThat(COPIES.stream().map(StageClassesTest::nameOfOriginal))
                .containsExactlyInAnyOrderElementsOf(
                        hotRecords > 0
                                ? List.of()
                                : List.of(
                                        "CountedRecords",
                                        "MapOperator",
                                        "FilterOperator",
                                        "FlatMapOperator",
                                        "EmitOperator",
                                        "SelectOperator",
                                        "MapOperator",
                                        "TokenizeOperator",
                                        "MapOperator"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE})
    void outputs_do_the_same_in_classes_of_their_own(long hotRecords) throws Exception {
        ValueType longs = ValueType.of(Long.class);
        Aggregator<Object, Object, Object> sum = aggregator(Aggregators.sumLong((Long n) -> called(n)));
        Aggregator<Object, Object, Object> least = aggregator(Aggregators.min((Long n) -> called(n)));

        assertThat(run(hotRecords, List.of(), new StageOutput.Accumulated(longs, sum), Long.class))
                .containsExactly(SOME * (SOME - 1) / 2);
        assertThat(run(hotRecords, List.of(), new StageOutput.Accumulated(longs, least), Long.class))
                .containsExactly(0L);
        assertThat(COPIES.stream().map(StageClassesTest::nameOfOriginal).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        hotRecords > 0 ? List.of() : List.of("CountedRecords", "ReportedOutput", "AccumulatedOutput"));
    }

    @Test
    void a_stage_has_its_own_once_it_had_many_records_and_so_have_later_ones_with_the_same_functions()
            throws Exception {
        StageClasses classes = new StageClasses(SOME * 2);
        OperatorSpec map = new OperatorSpec.Map("map", function(n -> n));
        List<Integer> seen = new ArrayList<>();
        for (int task = 0; task < 5; task++) {
            run(classes, List.of(map), new StageOutput.Records(ValueType.of(Long.class)), Long.class);
            seen.add(COPIES.size());
        }

        assertThat(seen).containsExactly(0, 0, 2, 2, 2);
    }

    @Test
    void what_a_function_throws_is_told_as_ever() {
        OperatorSpec broken = new OperatorSpec.Map("halve", n -> {
            throw new IllegalStateException("no halves");
        });

        assertThatThrownBy(() -> run(0, List.of(broken), new StageOutput.Records(ValueType.of(Long.class)), Long.class))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining("'halve' threw java.lang.IllegalStateException: no halves");
    }

    @Test
    void nothing_of_it_is_left_when_its_worker_is_gone() throws Exception {
        run(
                0,
                List.of(new OperatorSpec.Map("map", function(n -> n))),
                new StageOutput.Records(ValueType.of(Long.class)),
                Long.class);
        WeakReference<Class<?>> copy = new WeakReference<>(COPIES.iterator().next());
        COPIES.clear();

        for (int i = 0; i < 100 && copy.get() != null; i++) {
            System.gc();
        }

        assertThat(copy.get()).isNull();
    }

    private static List<Object> run(long hotRecords, List<OperatorSpec> operators, StageOutput output, Class<?> type)
            throws Exception {
        return run(new StageClasses(hotRecords), operators, output, type);
    }

    private static List<Object> run(
            StageClasses classes, List<OperatorSpec> operators, StageOutput output, Class<?> type) throws Exception {
        RangeSource range = new RangeSource(0, SOME);
        try (OneTask task = new OneTask(classes)) {
            task.run(0, new StageProgram("range", new StageInput.FromSource(range), operators, output), range.splits());
            StageInput written = new StageInput.Records(List.of(0), ValueType.of(type));
            return task.read(written, 64 << 20).records();
        }
    }

    private static <T> T called(T value) {
        WALKER.forEach(frame -> {
            if (frame.getDeclaringClass().isHidden()
                    && frame.getClassName().startsWith(StageClassesTest.class.getPackageName())
                    && !frame.getClassName().contains("Lambda")) {
                COPIES.add(frame.getDeclaringClass());
            }
        });
        return value;
    }

    private static Fn1<Object, Object> function(Fn1<Object, Object> function) {
        return n -> function.apply(called(n));
    }

    private static String nameOfOriginal(Class<?> copy) {
        String name = copy.getSimpleName();
        return name.substring(0, name.indexOf('/'));
    }

    @SuppressWarnings("unchecked")
    private static Fn1<Object, Iterable<Object>> tokens() {
        Object tokenizer = Tokenizers.whitespace();
        return (Fn1<Object, Iterable<Object>>) tokenizer;
    }

    @SuppressWarnings("unchecked")
    private static Aggregator<Object, Object, Object> aggregator(Object aggregator) {
        return (Aggregator<Object, Object, Object>) aggregator;
    }
}
