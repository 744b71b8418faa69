package io.dataflow.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.KryoProgram;
import com.acme.Shop;
import com.acme.Shop.Address;
import com.acme.Shop.Holder;
import com.acme.Shop.Order;
import com.acme.Shop.OrderCodec;
import com.acme.Shop.State;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.testing.CodecContract;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.testing.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain classes by way of Kryo. */
class KryoCodecTest {
    private static final int VALUES = 15;

    @TempDir
    private Path folder;

    private static List<Order> orders(Random random) {
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            orders.add(Order.random(random));
        }
        return orders;
    }

    private static byte[] encode(Codec<Holder> codec, Object content) {
        Holder holder = new Holder();
        holder.content = content;
        ByteOutput output = new ByteOutput();
        codec.encode(holder, output);
        return output.toByteArray();
    }

    private static void assertFails(ThrowingCallable code, String... parts) {
        assertThatThrownBy(code)
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.BAD_DATA))
                .message()
                .doesNotContain("\n")
                .contains(parts);
    }

    @Seeds(3)
    void plain_classes_keep_the_contract(Random random) {
        CodecContract.check(new OrderCodec(), orders(random));
        CodecContract.check(KryoCodec.of(Order.class, Address.class, State.class), orders(random));
        CodecContract.check(
                KryoCodec.of(Order.class, State.class).with(Address.class, Shop.AddressSerializer::new),
                orders(random));
        CodecContract.check(Codecs.<Order>derive(ValueType.of(Order.class, new OrderCodec())), orders(random));
    }

    @Test
    void an_embedded_job_short_of_memory_answers_as_plain_collections_do() {
        SessionOptions small = SessionOptions.defaults()
                .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
                .slots(2)
                .spillDirectory(folder);
        try (Session session = Session.local(small);
                ReferenceSession reference = ReferenceSession.open()) {
            assertThat(Shop.answers(session, 1_000)).isEqualTo(Shop.answers(reference, 1_000));
        }
    }

    @Test
    void hash_collections_have_the_same_bytes_whatever_their_history() {
        KryoCodec<Holder> codec = KryoCodec.of(Holder.class);
        Map<String, Integer> forth = new HashMap<>(2);
        Map<String, Integer> back = new HashMap<>(200);
        for (int i = 0; i < 50; i++) {
            forth.put("k" + i, i);
            back.put("k" + (49 - i), 49 - i);
        }

        assertThat(encode(codec, forth)).isEqualTo(encode(codec, back));
        assertThat(encode(codec, new HashSet<>(forth.keySet()))).isEqualTo(encode(codec, new HashSet<>(back.keySet())));
        assertThat(codec.decode(new ByteInput(encode(codec, forth))).content).isEqualTo(forth);
    }

    @Test
    void a_class_that_is_not_registered_is_neither_written_nor_made() {
        KryoCodec<Holder> narrow = KryoCodec.of(Holder.class);
        byte[] bytes = encode(KryoCodec.of(Holder.class, Shop.Stranger.class), new Shop.Stranger());

        assertFails(
                () -> encode(narrow, new Shop.Stranger()),
                "A value of com.acme.Shop$Holder contains a class that is not registered (com.acme.Shop$Stranger); add it"
                        + " to KryoCodec.of(...)");
        assertFails(() -> encode(narrow, new Thread(() -> {})), "not registered (java.lang.Thread)");
        assertFails(() -> narrow.decode(new ByteInput(bytes)), "Malformed bytes: no com.acme.Shop$Holder");
    }

    @Test
    void a_codec_works_on_after_it_refused_a_value() {
        KryoCodec<Holder> codec = KryoCodec.of(Holder.class);

        assertFails(() -> encode(codec, new Shop.Stranger()), "not registered");

        assertThat(codec.decode(new ByteInput(encode(codec, 5))).content).isEqualTo(5);
    }

    @Test
    void what_contains_itself_is_refused() {
        KryoCodec<Holder> codec = KryoCodec.of(Holder.class);
        List<Object> loop = new ArrayList<>();
        loop.add(loop);

        assertFails(() -> encode(codec, loop), "nests more than 256 levels deep, or contains itself");
    }

    @Test
    void a_length_without_bytes_behind_it_makes_nothing() {
        KryoCodec<Holder> codec = KryoCodec.of(Holder.class);
        for (Object content : List.of(
                new int[] {1},
                new long[] {1},
                new byte[] {1},
                new double[] {1},
                new Object[] {1},
                new String[] {"a"},
                new ArrayList<>(List.of(1)),
                new HashMap<>(Map.of(1, 1)),
                new HashSet<>(List.of(1)),
                "é")) {
            byte[] bytes = encode(codec, content);
            for (int at = 1; at < bytes.length; at++) {
                byte[] grown = new byte[bytes.length + 4];
                System.arraycopy(bytes, 0, grown, 0, at);
                // A varint of more than two thousand million, in place of whatever was here.
                for (int i = 0; i < 4; i++) {
                    grown[at + i] = (byte) 0xFF;
                }
                grown[at + 4] = 0x07;
                System.arraycopy(bytes, at + 1, grown, at + 5, Math.max(0, bytes.length - at - 1));

                assertDecodesOrFails(codec, grown);
            }
        }
    }

    private static void assertDecodesOrFails(KryoCodec<Holder> codec, byte[] bytes) {
        try {
            codec.decode(new ByteInput(bytes));
        } catch (DataflowException refused) {
            assertThat(refused.kind()).isEqualTo(FailureKind.BAD_DATA);
        }
    }

    @Test
    void codecs_are_equal_when_they_register_the_same() {
        assertThat(new OrderCodec())
                .isEqualTo(KryoCodec.of(Order.class, State.class, Address.class))
                .hasSameHashCodeAs(KryoCodec.of(Order.class, State.class, Address.class))
                .isNotEqualTo(KryoCodec.of(Order.class, Address.class, State.class))
                .hasToString("KryoCodec of com.acme.Shop$Order");
    }

    @Test
    void a_serializer_that_cannot_be_made_is_a_failure_of_the_program() {
        KryoCodec<Holder> codec = KryoCodec.of(Holder.class).with(Address.class, () -> {
            throw new IllegalStateException("no serializer");
        });

        assertThatThrownBy(() -> encode(codec, 1))
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.USER_CODE))
                .hasMessageContaining("The Kryo serializer of com.acme.Shop$Address cannot be made");
    }

    @Test
    void bytes_stay_what_they_are() {
        KryoCodec<Holder> codec = KryoCodec.of(Holder.class, Address.class);

        assertThat(HexFormat.of().formatHex(encode(codec, "ab"))).isEqualTo(HOLDER_OF_AB);
        assertThat(HexFormat.of().formatHex(encode(codec, new Address("x", 3)))).isEqualTo(HOLDER_OF_ADDRESS);
    }

    private static final String HOLDER_OF_AB = "3a0361e2";
    private static final String HOLDER_OF_ADDRESS = "3a3b827806";

    @Test
    void a_jvm_with_it_prints_no_warning_and_keeps_its_properties() throws Exception {
        Path output = folder.resolve("output.txt");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        KryoProgram.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = child.waitFor(60, TimeUnit.SECONDS);
        child.destroyForcibly();

        assertThat(ended).isTrue();
        assertThat(child.exitValue()).isZero();
        assertThat(Files.readAllLines(output)).isEmpty();
    }
}
