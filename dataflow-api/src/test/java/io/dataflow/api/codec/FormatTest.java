package io.dataflow.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.text.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Pins the bytes of the table in {@link Codecs}: files and other versions of the library depend on them. */
class FormatTest {
    private static final Instant INSTANT = Instant.ofEpochSecond(3600, 5);

    private static void assertBytes(TypeRef<?> type, Object value, String plain) {
        Codec<Object> codec = Codecs.derive(type.type());
        ByteOutput output = new ByteOutput();
        codec.encode(value, output);
        assertThat(hex(output)).as("%s", type).isEqualTo(plain);
    }

    private static void assertBytes(TypeRef<?> type, Object value, String plain, String ordered) {
        assertBytes(type, value, plain);
        Codec<Object> codec = Codecs.derive(type.type());
        ByteOutput output = new ByteOutput();
        codec.encodeOrdered(value, output);
        assertThat(hex(output)).as("%s, ordered", type).isEqualTo(ordered);
    }

    private static String hex(ByteOutput output) {
        return HexFormat.ofDelimiter(" ").formatHex(output.toByteArray());
    }

    @Test
    void primitives() {
        assertBytes(new TypeRef<Integer>() {}, -2, "03", "7f ff ff fe");
        assertBytes(new TypeRef<Long>() {}, 300L, "d8 04", "80 00 00 00 00 00 01 2c");
        assertBytes(new TypeRef<Short>() {}, (short) 1, "02", "80 01");
        assertBytes(new TypeRef<Byte>() {}, (byte) -1, "ff", "7f");
        assertBytes(new TypeRef<Boolean>() {}, true, "01", "01");
        assertBytes(new TypeRef<Character>() {}, 'ü', "fc 01", "00 fc");
        assertBytes(new TypeRef<Double>() {}, 1.0, "3f f0 00 00 00 00 00 00", "bf f0 00 00 00 00 00 00");
        assertBytes(new TypeRef<Float>() {}, -0f, "80 00 00 00", "7f ff ff ff");
    }

    @Test
    void text_and_numbers() {
        assertBytes(new TypeRef<String>() {}, "aü\u0000", "04 61 c3 bc 00", "61 c3 bc 00 ff 00 00");
        assertBytes(new TypeRef<Text>() {}, Text.of("ab"), "02 61 62", "61 62 00 00");
        assertBytes(new TypeRef<byte[]>() {}, new byte[] {0, -1}, "02 00 ff", "00 ff ff 00 00");
        assertBytes(new TypeRef<BigInteger>() {}, BigInteger.valueOf(-129), "02 ff 7f", "7f ff ff ff 7e");
        assertBytes(
                new TypeRef<BigDecimal>() {},
                new BigDecimal("12.340"),
                "06 02 30 34",
                "02 80 00 00 00 00 00 00 02 0d 23 00");
        assertBytes(
                new TypeRef<BigDecimal>() {}, new BigDecimal("-0.5"), "02 01 fb", "00 7f ff ff ff ff ff ff ff cc ff");
        assertBytes(
                new TypeRef<UUID>() {},
                new UUID(1, -2),
                "00 00 00 00 00 00 00 01 ff ff ff ff ff ff ff fe",
                "00 00 00 00 00 00 00 01 ff ff ff ff ff ff ff fe");
    }

    @Test
    void dates_and_times() {
        assertBytes(new TypeRef<LocalDate>() {}, LocalDate.EPOCH.minusDays(1), "01", "7f ff ff ff ff ff ff ff");
        assertBytes(new TypeRef<LocalTime>() {}, LocalTime.ofNanoOfDay(128), "80 01", "00 00 00 00 00 00 00 80");
        assertBytes(new TypeRef<Instant>() {}, INSTANT, "a0 38 05", "80 00 00 00 00 00 0e 10 00 00 00 05");
        assertBytes(new TypeRef<Duration>() {}, Duration.ofSeconds(-1), "01 00", "7f ff ff ff ff ff ff ff 00 00 00 00");
        assertBytes(
                new TypeRef<OffsetDateTime>() {},
                Instant.EPOCH.atOffset(ZoneOffset.ofTotalSeconds(1)),
                "00 80 94 eb dc 03 02",
                "80 00 00 00 00 00 00 00 00 00 00 00 80 00 00 01");
        assertBytes(
                new TypeRef<ZonedDateTime>() {},
                Instant.EPOCH.atZone(ZoneId.of("UTC")),
                "00 00 00 03 55 54 43",
                "80 00 00 00 00 00 00 00 00 00 00 00 80 00 00 00 55 54 43 00 00");
        assertBytes(new TypeRef<Year>() {}, Year.of(-1), "01", "7f ff ff ff");
        assertBytes(new TypeRef<YearMonth>() {}, YearMonth.of(1, 12), "02 0c", "80 00 00 01 0c");
    }

    @Test
    void containers() {
        assertBytes(new TypeRef<Optional<Boolean>>() {}, Optional.of(true), "01 01", "01 01");
        assertBytes(new TypeRef<Optional<Boolean>>() {}, Optional.empty(), "00", "00");
        assertBytes(new TypeRef<List<Byte>>() {}, List.of((byte) 5, (byte) 6), "04 05 06", "02 85 02 86 00");
        assertBytes(new TypeRef<List<Byte>>() {}, Arrays.asList((byte) 5, null), "05 02 05", "02 85 01 00");
        assertBytes(new TypeRef<Set<String>>() {}, Set.of("b", "", "aa"), "06 00 01 62 02 61 61");
        assertBytes(
                new TypeRef<Map<Byte, Byte>>() {},
                Map.of((byte) 2, (byte) 1, (byte) 1, (byte) 9),
                "02 00 01 09 00 02 01");
        assertBytes(new TypeRef<int[]>() {}, new int[] {1, -1}, "02 02 01");
        assertBytes(new TypeRef<short[]>() {}, new short[] {1}, "01 00 01");
        assertBytes(new TypeRef<boolean[]>() {}, new boolean[] {true, false}, "02 01 00");
        assertBytes(new TypeRef<Byte[]>() {}, new Byte[] {5}, "02 05", "02 85 00");
    }

    @Test
    void records_enums_and_sealed_interfaces() {
        assertBytes(new TypeRef<Samples.Color>() {}, Samples.Color.GREEN, "01", "00 01");
        assertBytes(new TypeRef<Samples.Nothing>() {}, new Samples.Nothing(), "00", "00");
        assertBytes(
                new TypeRef<Samples.Line>() {},
                new Samples.Line(null, 1, true, 'a', (byte) 2, (short) 3, 0f),
                "01 02 01 61 02 06 00 00 00 00",
                "00 01 80 00 00 01 01 00 61 82 80 03 80 00 00 00");
        assertBytes(new TypeRef<Samples.Shape<String>>() {}, new Samples.Square(4), "01 08");
        assertBytes(new TypeRef<Samples.Both<Byte, Samples.Both<Byte, Byte>>>() {}, both(), "00 01 01 02");
    }

    private static Object both() {
        return new Samples.Both<>((byte) 1, new Samples.Both<>(null, (byte) 2));
    }

    @Test
    void values_of_unknown_type_carry_a_tag_or_a_name() {
        TypeRef<Object> unknown = new TypeRef<>() {};
        List<Object> byTag = List.of(
                true,
                (byte) 0,
                (short) 0,
                'a',
                0,
                0L,
                0f,
                0d,
                "",
                Text.of(""),
                new byte[0],
                BigInteger.ZERO,
                BigDecimal.ZERO,
                new UUID(0, 0),
                LocalDate.EPOCH,
                LocalTime.MIN,
                LocalDate.EPOCH.atStartOfDay(),
                INSTANT,
                Duration.ZERO,
                INSTANT.atZone(ZoneId.of("UTC")),
                INSTANT.atOffset(ZoneOffset.UTC),
                Year.of(1),
                YearMonth.of(1, 1),
                Optional.empty(),
                List.of(),
                Set.of(),
                Map.of());
        for (int i = 0; i < byTag.size(); i++) {
            ByteOutput output = new ByteOutput();
            Codecs.<Object>derive(unknown.type()).encode(byTag.get(i), output);
            assertThat(output.bytes()[0]).as("tag of %s", byTag.get(i)).isEqualTo((byte) (i + 1));
        }
        assertBytes(unknown, List.of("a", 1), "19 04 09 01 61 05 02");
        assertBytes(unknown, new int[] {1}, "ff 02 5b 49 01 02");
    }
}
