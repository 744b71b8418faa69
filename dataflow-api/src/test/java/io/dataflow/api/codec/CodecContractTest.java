package io.dataflow.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.dataflow.api.codec.Samples.Sample;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link Codec} promises, for every type that has a derived one. */
class CodecContractTest {
    private static final int VALUES = 12;

    @Seeds(40)
    void values_come_back_equal_and_leave_nothing_behind(Random random) {
        for (Sample<?> sample : Samples.all()) {
            checkRoundTrip(sample, random);
        }
    }

    private static <T> void checkRoundTrip(Sample<T> sample, Random random) {
        Codec<T> codec = Codecs.derive(sample.type().type());
        for (T value : values(sample, random)) {
            byte[] bytes = encode(codec, value);
            byte[] padded = Arrays.copyOf(bytes, bytes.length + 3);
            ByteInput input = new ByteInput(padded);

            T decoded = codec.decode(input);

            assertThat(Objects.deepEquals(decoded, value))
                    .as("%s: %s as %s", sample, value, decoded)
                    .isTrue();
            assertThat(input.remaining()).as("%s: %s", sample, value).isEqualTo(3);
            assertThat(bytes.length).as("%s: %s", sample, value).isPositive();
            assertThat(encode(codec, decoded)).as("%s: %s", sample, value).isEqualTo(bytes);
        }
    }

    @Seeds(40)
    void values_are_equal_exactly_when_their_bytes_are(Random random) {
        for (Sample<?> sample : Samples.all()) {
            checkCanonical(sample, random);
        }
    }

    private static <T> void checkCanonical(Sample<T> sample, Random random) {
        Codec<T> codec = Codecs.derive(sample.type().type());
        List<T> values = values(sample, random);
        for (T a : values) {
            for (T b : values) {
                assertThat(Arrays.equals(encode(codec, a), encode(codec, b)))
                        .as("%s: %s and %s", sample, a, b)
                        .isEqualTo(Objects.deepEquals(a, b));
            }
        }
    }

    @Seeds(40)
    void ordered_bytes_have_the_order_of_the_values(Random random) {
        for (Sample<?> sample : Samples.all()) {
            checkOrder(sample, random);
        }
    }

    private static <T> void checkOrder(Sample<T> sample, Random random) {
        Comparator<T> order = sample.order();
        if (order == null) {
            return;
        }
        Codec<T> codec = Codecs.derive(sample.type().type());
        assertThat(codec.ordered()).as("%s", sample).isTrue();
        List<T> values = values(sample, random);
        for (T a : values) {
            for (T b : values) {
                byte[] first = encodeOrdered(codec, a);
                byte[] second = encodeOrdered(codec, b);
                int common = Math.min(first.length, second.length);

                assertThat(Integer.signum(Arrays.compareUnsigned(first, second)))
                        .as("%s: %s and %s", sample, a, b)
                        .isEqualTo(Integer.signum(order.compare(a, b)));
                assertThat(Arrays.equals(first, second) || Arrays.mismatch(first, second) < common)
                        .as("%s: %s and %s, one a prefix of the other", sample, a, b)
                        .isTrue();
            }
        }
    }

    @Seeds(40)
    void bytes_that_were_cut_or_changed_fail_as_bad_data_or_decode_to_something(Random random) {
        for (Sample<?> sample : Samples.all()) {
            Codec<Object> codec = Codecs.derive(sample.type().type());
            byte[] bytes = encode(codec, sample.values().apply(random));
            assertThatThrownBy(() -> codec.decode(new ByteInput(Arrays.copyOf(bytes, bytes.length - 1))))
                    .as("%s", sample)
                    .isInstanceOf(DataflowException.class);
            for (int i = 0; i < 20; i++) {
                byte[] changed = Arrays.copyOf(bytes, bytes.length + random.nextInt(3));
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                checkFailsCleanly(sample, codec, changed);
            }
        }
    }

    private static void checkFailsCleanly(Sample<?> sample, Codec<Object> codec, byte[] bytes) {
        try {
            assertThat(codec.decode(new ByteInput(bytes))).as("%s", sample).isNotNull();
        } catch (DataflowException e) {
            assertThat(e.kind()).as("%s: %s", sample, e).isEqualTo(FailureKind.BAD_DATA);
        } catch (RuntimeException e) {
            fail(sample + " from " + Arrays.toString(bytes), e);
        }
    }

    @Test
    void codecs_travel_as_their_types() throws Exception {
        Random random = new Random(5);
        for (Sample<?> sample : Samples.all()) {
            Codec<Object> codec = Codecs.derive(sample.type().type());
            Object value = sample.values().apply(random);

            Codec<Object> copy = Serialized.copy(codec);

            assertThat(copy).isEqualTo(codec).hasSameHashCodeAs(codec).hasToString("codec of " + sample);
            assertThat(encode(copy, value)).isEqualTo(encode(codec, value));
        }
    }

    @Test
    void types_without_order_say_so() {
        for (TypeRef<?> type : List.of(
                new TypeRef<Set<Integer>>() {},
                new TypeRef<Map<Integer, Integer>>() {},
                new TypeRef<Object>() {},
                new TypeRef<int[]>() {},
                new TypeRef<Samples.Tree>() {},
                new TypeRef<List<Optional<Samples.Box<Set<Integer>>>>>() {})) {
            Codec<Object> codec = Codecs.derive(type.type());

            assertThat(codec.ordered()).as("%s", type).isFalse();
            assertThatThrownBy(() -> codec.encodeOrdered(1, new ByteOutput()))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(type + " has no order");
        }
    }

    private static <T> List<T> values(Sample<T> sample, Random random) {
        List<T> values = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            values.add(sample.values().apply(random));
        }
        return values;
    }

    private static <T> byte[] encode(Codec<T> codec, T value) {
        ByteOutput output = new ByteOutput();
        codec.encode(value, output);
        return output.toByteArray();
    }

    private static <T> byte[] encodeOrdered(Codec<T> codec, T value) {
        ByteOutput output = new ByteOutput();
        codec.encodeOrdered(value, output);
        return output.toByteArray();
    }
}
