package io.dataflow.sketches;

import static io.dataflow.sketches.Sketches.approxCountDistinct;
import static io.dataflow.sketches.Sketches.approxMostFrequent;
import static io.dataflow.sketches.Sketches.approxQuantile;
import static io.dataflow.sketches.Sketches.approxQuantiles;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.acme.Visits;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.testing.CodecContract;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.runtime.CoordinatorServer;
import io.dataflow.runtime.WorkerServer;
import io.dataflow.testing.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SketchesTest {
    private static final long VISITS = 200_000;

    @TempDir
    private Path folder;

    private static <A> byte[] encode(Codec<A> codec, A accumulator) {
        ByteOutput output = new ByteOutput();
        codec.encode(accumulator, output);
        return output.toByteArray();
    }

    /** The accumulator of all records, from parts that are sent and merged in a random order. */
    private static <T, A, R> A inParts(Aggregator<T, A, R> aggregator, List<T> records, Random random)
            throws Exception {
        Codec<A> codec = Codecs.derive(aggregator.accumulatorType(ValueType.UNKNOWN));
        List<byte[]> parts = new ArrayList<>(List.of(encode(codec, aggregator.create())));
        for (int from = 0; from < records.size(); ) {
            int to = from + 1 + random.nextInt(records.size() - from);
            A part = aggregator.first(records.get(from));
            for (T record : records.subList(from + 1, to)) {
                part = aggregator.add(part, record);
            }
            parts.add(encode(codec, part));
            from = to;
        }
        Collections.shuffle(parts, random);
        A all = codec.decode(new ByteInput(parts.get(0)));
        for (byte[] part : parts.subList(1, parts.size())) {
            all = aggregator.merge(all, codec.decode(new ByteInput(part)));
        }
        return all;
    }

    private static <T, A, R> R answer(Aggregator<T, A, R> aggregator, List<T> records, Random random) throws Exception {
        return aggregator.finish(inParts(aggregator, records, random));
    }

    private static List<Long> distinct(int count, Random random) {
        long first = random.nextLong();
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(first + i);
            if (random.nextInt(4) == 0) {
                values.add(first + random.nextInt(i + 1));
            }
        }
        Collections.shuffle(values, random);
        return values;
    }

    @Seeds(20)
    void distinct_values_are_counted_within_the_error(Random random) throws Exception {
        for (int count : new int[] {0, 1, 2, 900, 1_024}) {
            assertThat(answer(approxCountDistinct(Long::longValue), distinct(count, random), random))
                    .isCloseTo(count, within(1L));
        }
        for (int count : new int[] {1_025, 10_000, 100_000}) {
            List<Long> values = distinct(count, random);
            assertThat((double) answer(approxCountDistinct(Long::longValue), values, random))
                    .isCloseTo(count, within(5 * 0.0125 * count));
            assertThat((double) answer(approxCountDistinct(Long::longValue, 0.1), values, random))
                    .isCloseTo(count, within(5 * 0.1 * count));
        }
    }

    @Seeds(1)
    void the_error_of_distinct_counts_is_what_it_is_said_to_be(Random random) throws Exception {
        int runs = 200;
        for (double error : new double[] {0.0125, 0.05}) {
            double squares = 0;
            for (int i = 0; i < runs; i++) {
                DistinctCount<Long> count = new DistinctCount<>(
                        new ValueOf<>("count", Long::longValue), DistinctSketch.precisionFor(error));
                DistinctSketch sketch = count.create();
                for (long value = 0, first = random.nextLong(); value < 20_000; value++) {
                    sketch = count.add(sketch, first + value);
                }
                squares += Math.pow(count.finish(sketch) / 20_000.0 - 1, 2);
            }
            assertThat(Math.sqrt(squares / runs)).isBetween(error / 2.5, error * 1.2);
        }
    }

    @Seeds(10)
    void a_distinct_count_does_not_depend_on_the_order(Random random) throws Exception {
        List<Long> values = distinct(1 << (4 + random.nextInt(10)), random);
        Aggregator<Long, ?, Long> aggregator = approxCountDistinct(Long::longValue);

        Long answer = answer(aggregator, values, random);
        Collections.shuffle(values, random);

        assertThat(answer(aggregator, values, random)).isEqualTo(answer);
    }

    private static double number(Random random, int shape) {
        return switch (shape) {
            case 0 -> Math.exp(4 * random.nextGaussian());
            case 1 -> random.nextGaussian() * 1_000;
            case 2 -> random.nextInt(5) - 2;
            default -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(50));
        };
    }

    @Seeds(20)
    void quantiles_are_within_one_per_cent(Random random) throws Exception {
        for (int shape = 0; shape < 4; shape++) {
            int count = 1 + random.nextInt(5_000);
            Double[] quantiles = {0.0, 0.01, 0.25, 0.5, random.nextDouble(), 0.99, 0.999, 1.0};
            List<Double> numbers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                numbers.add(number(random, shape));
            }
            List<Double> answers = answer(approxQuantiles(Double::doubleValue, quantiles), numbers, random);
            double[] sorted =
                    numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();

            for (int i = 0; i < quantiles.length; i++) {
                double exact = sorted[(int) (quantiles[i] * (count - 1))];
                assertThat(answers.get(i)).isCloseTo(exact, within(Math.abs(exact) * 0.0100001));
            }
            Collections.shuffle(numbers, random);
            assertThat(answer(approxQuantiles(Double::doubleValue, quantiles), numbers, random))
                    .isEqualTo(answers);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -Double.MAX_VALUE})
    void a_number_without_a_rank_is_refused(double number) {
        assertThatThrownBy(() -> answer(approxQuantile(Double::doubleValue, 0.5), List.of(number), new Random(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("approxQuantile: " + number
                        + " is not a number to rank; leave such records out with filtering(...)");
    }

    @Test
    void there_is_no_quantile_of_no_records() {
        assertThatThrownBy(() -> answer(approxQuantile(Double::doubleValue, 0.5), List.of(), new Random(1)))
                .hasMessage("approxQuantile of no records has no value");
    }

    private static Map<Integer, Long> counts(List<Integer> values) {
        Map<Integer, Long> counts = new HashMap<>();
        values.forEach(value -> counts.merge(value, 1L, Long::sum));
        return counts;
    }

    private static List<Integer> zipf(int count, int distinct, Random random) {
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add((int) Math.pow(distinct, random.nextDouble()));
        }
        return values;
    }

    @Seeds(20)
    void frequencies_lie_between_their_bounds(Random random) throws Exception {
        int kept = 20;
        List<Integer> values = zipf(20_000, 5_000, random);
        Map<Integer, Long> counts = counts(values);

        List<Frequency<Integer>> most = answer(approxMostFrequent(kept, Integer::intValue, kept), values, random);

        assertThat(most).hasSizeLessThanOrEqualTo(kept).allSatisfy(frequency -> {
            assertThat(counts.get(frequency.value())).isBetween(frequency.atLeast(), frequency.atMost());
            assertThat(frequency.atMost() - frequency.atLeast()).isLessThanOrEqualTo(values.size() / (kept + 1));
        });
        long allowed = values.size() / (kept + 1);
        counts.forEach((value, count) -> {
            if (count > most.get(most.size() - 1).atLeast() + allowed) {
                assertThat(most).extracting(Frequency::value).contains(value);
            }
        });
    }

    @Seeds(10)
    void the_frequencies_of_few_values_are_exact(Random random) throws Exception {
        List<Integer> values = zipf(5_000, 900, random);
        List<Long> expected = counts(values).values().stream()
                .sorted(Collections.reverseOrder())
                .limit(10)
                .toList();

        List<Frequency<Integer>> most = answer(approxMostFrequent(10, Integer::intValue), values, random);

        assertThat(most).extracting(Frequency::atLeast).isEqualTo(expected);
        assertThat(most).allMatch(frequency -> frequency.atLeast() == frequency.atMost());
    }

    @Test
    void accumulators_keep_the_contract_of_codecs() throws Exception {
        Random random = new Random(3);
        List<Long> many = distinct(3_000, random);
        contract(approxCountDistinct(Long::longValue, 0.05), many);
        contract(approxQuantiles(Long::doubleValue, 0.5), many);
        contract(approxMostFrequent(3, Long::longValue, 100), many);
    }

    private static <A> void contract(Aggregator<Long, A, ?> aggregator, List<Long> many) throws Exception {
        Codec<A> codec = Codecs.derive(aggregator.accumulatorType(ValueType.of(Long.class)));
        CodecContract.of(codec)
                .equality((left, right) -> Arrays.equals(encode(codec, left), encode(codec, right)))
                .check(List.of(
                        aggregator.create(),
                        aggregator.first(5L),
                        inParts(aggregator, many.subList(0, 40), new Random(1)),
                        inParts(aggregator, many, new Random(1))));
    }

    @Test
    void embedded_jobs_short_of_memory_and_clusters_answer_as_plain_collections_do() {
        List<Object> expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = Visits.answers(reference, VISITS);
        }
        SessionOptions little = SessionOptions.defaults()
                .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
                .slots(2)
                .spillDirectory(folder.resolve("spill"));
        try (Session session = Session.local(little)) {
            assertThat(Visits.answers(session, VISITS)).isEqualTo(expected);
        }
        try (CoordinatorServer coordinator = CoordinatorServer.start(
                        new CoordinatorServer.Options("127.0.0.1:0", Optional.empty(), folder.resolve("coordinator")));
                WorkerServer first = worker(coordinator, "first");
                WorkerServer second = worker(coordinator, "second");
                Session session = Session.connect("dataflow://" + coordinator.address())) {
            assertThat(first).isNotSameAs(second);
            assertThat(Visits.answers(session, VISITS)).isEqualTo(expected);
        }
    }

    private WorkerServer worker(CoordinatorServer coordinator, String name) {
        return WorkerServer.start(new WorkerServer.Options(
                coordinator.address(), "127.0.0.1:0", Optional.empty(), 1, 64L << 20, folder.resolve(name)));
    }

    @Test
    void a_null_among_the_values_fails_the_job_and_says_what_to_do() {
        try (Session session = Session.local()) {
            assertThatThrownBy(() -> session.range(0, 10).aggregate(approxCountDistinct(n -> n == 5 ? null : n)))
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.USER_CODE))
                    .hasMessageContaining("approxCountDistinct: the value of a record is null; leave such records out");
        }
    }

    @Test
    void what_cannot_be_asked_for_is_refused_at_once() {
        assertThatThrownBy(() -> approxCountDistinct(Long::longValue, 0.001))
                .hasMessageContaining("a standard error of 0.0022 or more, not 0.001");
        assertThatThrownBy(() -> approxQuantile(Long::longValue, 1.5))
                .hasMessage("approxQuantile: a quantile is between 0 and 1, not 1.5");
        assertThatThrownBy(() -> approxMostFrequent(0, Long::longValue)).hasMessageContaining("at least 1 value");
        assertThatThrownBy(() -> approxMostFrequent(5, Long::longValue, 4)).hasMessageContaining("5 and 4");
    }
}
