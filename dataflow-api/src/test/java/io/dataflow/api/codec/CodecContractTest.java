package io.dataflow.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.codec.Samples.Sample;
import io.dataflow.api.testing.CodecContract;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link Codec} promises, for every type that has a derived one. */
class CodecContractTest {
    private static final int VALUES = 12;

    @Seeds(40)
    void derived_codecs_keep_the_contract(Random random) {
        for (Sample<?> sample : Samples.all()) {
            check(sample, random);
        }
    }

    private static <T> void check(Sample<T> sample, Random random) {
        Codec<T> codec = Codecs.derive(sample.type().type());
        CodecContract<T> contract = CodecContract.of(codec);
        Comparator<T> order = sample.order();
        (order == null ? contract : contract.order(order)).check(values(sample, random));
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
}
