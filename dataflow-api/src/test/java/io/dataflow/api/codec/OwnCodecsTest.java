package io.dataflow.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.ResultTypes;
import io.dataflow.api.function.Typed;
import io.dataflow.api.testing.CodecContract;
import io.dataflow.testing.Seeds;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Classes whose codec the program brings. */
class OwnCodecsTest {
    /** A class of somebody else, such as a library. */
    static final class Version implements Comparable<Version> {
        private final int major;
        private final String rest;

        Version(int major, String rest) {
            this.major = major;
            this.rest = rest;
        }

        @Override
        public int compareTo(Version other) {
            return major == other.major ? rest.compareTo(other.rest) : Integer.compare(major, other.major);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Version that && major == that.major && rest.equals(that.rest);
        }

        @Override
        public int hashCode() {
            return major;
        }

        @Override
        public String toString() {
            return major + "." + rest;
        }
    }

    private record VersionCodec() implements Codec<Version> {
        private static final Codec<String> STRINGS = Codecs.derive(ValueType.of(String.class));

        @Override
        public void encode(Version value, ByteOutput output) {
            output.writeZigZag(value.major);
            output.writeUtf8(value.rest);
        }

        @Override
        public Version decode(ByteInput input) {
            return new Version((int) input.readZigZag(), input.readUtf8());
        }

        @Override
        public boolean ordered() {
            return true;
        }

        @Override
        public void encodeOrdered(Version value, ByteOutput output) {
            output.writeIntBigEndian(value.major ^ Integer.MIN_VALUE);
            STRINGS.encodeOrdered(value.rest, output);
        }
    }

    /** Encodes the year only. */
    static final class YearCodec implements Codec<LocalDate> {
        private static final long serialVersionUID = 1L;

        @Override
        public void encode(LocalDate value, ByteOutput output) {
            output.writeZigZag(value.getYear());
        }

        @Override
        public LocalDate decode(ByteInput input) {
            return LocalDate.of((int) input.readZigZag(), 1, 1);
        }
    }

    @EncodedBy(OneCodec.class)
    abstract static class Unit {}

    static final class One extends Unit {
        private static final One ONE = new One();
    }

    enum OneCodec implements Codec<Unit> {
        INSTANCE;

        @Override
        public void encode(Unit value, ByteOutput output) {}

        @Override
        public Unit decode(ByteInput input) {
            return One.ONE;
        }
    }

    @EncodedBy(NamedCodec.class)
    interface Named {
        String name();
    }

    record Dog(String name) implements Named {}

    static final class NamedCodec implements Codec<Named> {
        private static final long serialVersionUID = 1L;

        @Override
        public void encode(Named value, ByteOutput output) {
            output.writeUtf8(value.name());
        }

        @Override
        public Named decode(ByteInput input) {
            return new Dog(input.readUtf8());
        }
    }

    record Release(
            @EncodedBy(VersionCodec.class) @Nullable Version version,
            List<@Nullable @EncodedBy(VersionCodec.class) Version> earlier,
            Map<@EncodedBy(VersionCodec.class) Version, Optional<@EncodedBy(VersionCodec.class) Version>> replaced,
            @EncodedBy(VersionCodec.class) Version[] all,
            @EncodedBy(NegatedCodec.class) int downloads,
            @EncodedBy(YearCodec.class) LocalDate year,
            LocalDate day) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Release that
                    && Arrays.equals(all, that.all)
                    && Arrays.asList(version, earlier, replaced, downloads, year, day)
                            .equals(Arrays.asList(
                                    that.version, that.earlier, that.replaced, that.downloads, that.year, that.day));
        }

        @Override
        public int hashCode() {
            return downloads;
        }
    }

    static final class NegatedCodec implements Codec<Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public void encode(Integer value, ByteOutput output) {
            output.writeIntBigEndian(-value);
        }

        @Override
        public Integer decode(ByteInput input) {
            return -input.readIntBigEndian();
        }
    }

    private static Version version(Random random) {
        return new Version(
                random.nextInt(-2, 3), List.of("", "0", "1", "x".repeat(200)).get(random.nextInt(4)));
    }

    private static Release release(Random random) {
        List<@Nullable Version> earlier = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            earlier.add(random.nextBoolean() ? version(random) : null);
        }
        return new Release(
                random.nextBoolean() ? version(random) : null,
                earlier,
                Map.of(version(random), random.nextBoolean() ? Optional.empty() : Optional.of(version(random))),
                new Version[] {version(random)},
                random.nextInt(3),
                LocalDate.of(2000 + random.nextInt(3), 1, 1),
                LocalDate.of(2000, 1, 1 + random.nextInt(3)));
    }

    private static <T> byte[] encode(Codec<T> codec, T value) {
        ByteOutput output = new ByteOutput();
        codec.encode(value, output);
        return output.toByteArray();
    }

    private static void assertFails(ThrowingCallable code, FailureKind kind, String... parts) {
        assertThatThrownBy(code)
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .message()
                .contains(parts);
    }

    // ---- where codecs are named

    @Seeds(20)
    void a_use_of_a_type_names_its_codec_anywhere_in_a_record(Random random) {
        List<Release> releases = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            releases.add(release(random));
        }

        CodecContract.check(Codecs.derive(ValueType.of(Release.class)), releases);
    }

    @Seeds(10)
    void a_codec_is_stated_with_the_type_and_keeps_its_order(Random random) {
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            versions.add(version(random));
        }

        CodecContract.check(new VersionCodec(), versions);
        CodecContract.of(Codecs.<Version>derive(ValueType.of(Version.class, new VersionCodec())))
                .order(Version::compareTo)
                .check(versions);
        CodecContract.of(Codecs.<Optional<Version>>derive(
                        new TypeRef<Optional<@EncodedBy(VersionCodec.class) Version>>() {}.type()))
                .order((a, b) -> a.isEmpty() || b.isEmpty()
                        ? Boolean.compare(a.isPresent(), b.isPresent())
                        : a.get().compareTo(b.get()))
                .check(versions.stream()
                        .map(version -> version.major == 0 ? Optional.<Version>empty() : Optional.of(version))
                        .toList());
    }

    @Test
    void a_class_names_the_codec_of_what_extends_it_even_where_types_are_unknown() {
        Codec<Object> unknown = Codecs.derive(ValueType.UNKNOWN);
        Codec<One> ones = Codecs.derive(ValueType.of(One.class));
        Codec<Dog> dogs = Codecs.derive(ValueType.of(Dog.class));

        assertThat(encode(ones, One.ONE)).containsExactly(0);
        assertThat(encode(dogs, new Dog("Rex"))).containsExactly(4, 3, 'R', 'e', 'x');
        CodecContract.check(unknown, List.of(List.of(One.ONE, new Dog("Rex")), new Dog("Rex"), new Dog("Max"), 1));
    }

    @Test
    void the_use_of_a_type_wins_over_the_type() {
        assertThat(encode(
                        Codecs.derive(new TypeRef<@EncodedBy(YearCodec.class) LocalDate>() {}.type()),
                        LocalDate.of(2000, 5, 5)))
                .containsExactly(2, 0xa0, 0x1f);
    }

    @Test
    void a_method_that_is_passed_by_name_and_a_function_that_says_so_tell_the_codec_of_their_results() {
        assertThat(ResultTypes.of((Fn1<Release, Object>) Release::version))
                .isEqualTo(ValueType.of(Version.class, new VersionCodec()));
        assertThat(ResultTypes.of((Fn1<Release, Object>) Release::earlier))
                .isEqualTo(ValueType.of(List.class, ValueType.of(Version.class, new VersionCodec())));
        assertThat(ResultTypes.of(Typed.<Release, Version>returning(
                        Version.class, new VersionCodec(), release -> release.all()[0])))
                .isEqualTo(ValueType.of(Version.class, new VersionCodec()));
        assertThat(ResultTypes.of(
                        (Fn1<List<Version>, Object>) list -> list.get(0),
                        ValueType.of(List.class, ValueType.of(Version.class, new VersionCodec()))))
                .isEqualTo(ValueType.UNKNOWN);
        assertThat(ResultTypes.of(
                        (Fn1<Optional<Version>, Object>) Optional::get,
                        ValueType.of(Optional.class, ValueType.of(Version.class, new VersionCodec()))))
                .isEqualTo(ValueType.of(Version.class, new VersionCodec()));
    }

    @Test
    void types_are_equal_when_their_codecs_are() {
        ValueType years = ValueType.of(LocalDate.class, new YearCodec());

        assertThat(years)
                .isEqualTo(ValueType.of(LocalDate.class, new YearCodec()))
                .hasSameHashCodeAs(ValueType.of(LocalDate.class, new YearCodec()))
                .isNotEqualTo(ValueType.of(LocalDate.class));
        assertThat(years.hasCodec()).isTrue();
        assertThat(ValueType.of(LocalDate.class).hasCodec()).isFalse();
        assertThat(ValueType.of(Integer.class, new Shifted(1)))
                .isNotEqualTo(ValueType.of(Integer.class, new Shifted(2)));
        assertThat(ValueType.of(Object.class, new Shifted(1)).isUnknown()).isFalse();
    }

    private static final class Shifted implements Codec<Object> {
        private static final long serialVersionUID = 1L;

        private final int by;

        Shifted(int by) {
            this.by = by;
        }

        @Override
        public void encode(Object value, ByteOutput output) {
            output.writeZigZag((int) value + by);
        }

        @Override
        public Object decode(ByteInput input) {
            return (int) input.readZigZag() - by;
        }
    }

    @Test
    void a_derived_codec_with_the_programs_own_inside_travels() throws Exception {
        Codec<Object> codec = Codecs.derive(ValueType.of(List.class, ValueType.of(Integer.class, new Shifted(3))));

        Codec<Object> copy = Serialized.copy(codec);

        assertThat(encode(copy, List.of(1, 2))).isEqualTo(encode(codec, List.of(1, 2)));
    }

    // ---- what is refused when the plan is built

    static final class NeedsNothing implements Codec<Object> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("unused") // that it is the only one is what matters
        private NeedsNothing(int something) {
            assertThat(something).isZero();
        }

        @Override
        public void encode(Object value, ByteOutput output) {}

        @Override
        public Object decode(ByteInput input) {
            return 1;
        }
    }

    enum Two implements Codec<Object> {
        A,
        B;

        @Override
        public void encode(Object value, ByteOutput output) {}

        @Override
        public Object decode(ByteInput input) {
            return 1;
        }
    }

    static final class Exploding implements Codec<Object> {
        private static final long serialVersionUID = 1L;

        Exploding() {
            throw new IllegalStateException("not today");
        }

        @Override
        public void encode(Object value, ByteOutput output) {}

        @Override
        public Object decode(ByteInput input) {
            return 1;
        }
    }

    record Needs(@EncodedBy(NeedsNothing.class) Currency currency) {}

    @EncodedBy(Two.class)
    record Twice() {}

    record Explodes(List<@EncodedBy(Exploding.class) Currency> currencies) {}

    @Test
    void a_codec_that_cannot_be_made_is_refused_with_the_way_to_it() {
        assertFails(
                () -> Codecs.check(ValueType.of(Needs.class)),
                FailureKind.INVALID_PLAN,
                "OwnCodecsTest.Needs.currency: java.util.Currency cannot be encoded",
                "NeedsNothing, which @EncodedBy names, has no constructor without parameters");
        assertFails(
                () -> Codecs.check(ValueType.of(Twice.class)),
                FailureKind.INVALID_PLAN,
                "Two, which @EncodedBy names, is an enum of 2 constants, not one");
        assertFails(
                () -> Codecs.check(ValueType.of(Explodes.class)),
                FailureKind.INVALID_PLAN,
                "OwnCodecsTest.Explodes.currencies",
                "Exploding, which @EncodedBy names, cannot be made: java.lang.IllegalStateException: not today");
    }

    @Test
    void a_refusal_names_the_ways_to_give_a_codec() {
        assertFails(
                () -> Codecs.check(ValueType.of(Currency.class)),
                FailureKind.INVALID_PLAN,
                "java.util.Currency cannot be encoded",
                "@EncodedBy",
                ".as(type, codec)",
                "Typed.returning(type, codec, function)");
    }

    // ---- codecs that misbehave

    /** Does what its text says. */
    private record Bad(String how) implements Codec<Object> {
        @Override
        public void encode(Object value, ByteOutput output) {
            switch (how) {
                case "throws" -> throw new IllegalStateException("seven is bad");
                case "refuses" -> throw new DataflowException(FailureKind.BAD_DATA, "seven is refused");
                case "takes back" -> output.reset();
                default -> output.writeIntBigEndian(7);
            }
        }

        @Override
        public Object decode(ByteInput input) {
            return switch (how) {
                case "reads too much" -> input.readLongBigEndian();
                case "reads too little" -> (int) input.readShortBigEndian();
                case "reads null" -> readNull(input);
                case "reads another" -> "" + input.readIntBigEndian();
                case "throws on reading" -> throw new IllegalStateException("no reading");
                default -> input.readIntBigEndian();
            };
        }

        @SuppressWarnings("NullAway") // what a program may do
        private static Object readNull(ByteInput input) {
            input.skip(4);
            return null;
        }

        @Override
        public boolean ordered() {
            return true;
        }

        @Override
        public void encodeOrdered(Object value, ByteOutput output) {}
    }

    private static Codec<Object> bad(String how) {
        return Codecs.derive(ValueType.of(List.class, new ValueType(Integer.class, List.of(), new Bad(how))));
    }

    private static Object roundTrip(Codec<Object> codec) {
        return codec.decode(new ByteInput(encode(codec, List.of(7, 8))));
    }

    @Test
    void a_codec_that_misbehaves_is_named() {
        String codec = "The codec io.dataflow.api.codec.OwnCodecsTest$Bad of java.lang.Integer ";

        assertThat(roundTrip(bad("well"))).isEqualTo(List.of(7, 7));
        assertFails(
                () -> roundTrip(bad("throws")),
                FailureKind.USER_CODE,
                codec + "threw java.lang.IllegalStateException: seven is bad in encode");
        assertFails(
                () -> roundTrip(bad("refuses")), FailureKind.BAD_DATA, codec + "failed in encode: seven is refused");
        assertFails(
                () -> roundTrip(bad("takes back")), FailureKind.USER_CODE, codec + "took back bytes that others wrote");
        assertFails(
                () -> roundTrip(bad("reads too much")),
                FailureKind.BAD_DATA,
                codec + "failed in decode: Malformed bytes: expected eight-byte number");
        assertFails(
                () -> roundTrip(bad("reads too little")), FailureKind.USER_CODE, codec + "left 2 of 4 bytes unread");
        assertFails(() -> roundTrip(bad("reads null")), FailureKind.USER_CODE, codec + "decoded null");
        assertFails(() -> roundTrip(bad("reads another")), FailureKind.USER_CODE, codec + "decoded a java.lang.String");
        assertFails(
                () -> roundTrip(bad("throws on reading")),
                FailureKind.USER_CODE,
                codec + "threw java.lang.IllegalStateException: no reading in decode");
        assertFails(
                () -> bad("orders nothing").encodeOrdered(List.of(1), new ByteOutput()),
                FailureKind.USER_CODE,
                codec + "wrote no ordered bytes");
    }

    @Test
    void a_value_of_another_class_is_bad_data() {
        assertFails(
                () -> encode(bad("well"), List.of("a")),
                FailureKind.BAD_DATA,
                "java.lang.String is no java.lang.Integer");
    }

    @Test
    void the_innermost_codec_is_blamed_and_only_that() {
        Codec<Object> outer = Codecs.derive(ValueType.of(Object.class, new Around(bad("throws"))));

        assertFails(
                () -> encode(outer, List.of(1)),
                FailureKind.USER_CODE,
                "The codec io.dataflow.api.codec.OwnCodecsTest$Bad of java.lang.Integer threw");
        assertThatThrownBy(() -> encode(outer, List.of(1))).message().doesNotContain("Around");
    }

    private record Around(Codec<Object> inner) implements Codec<Object> {
        @Override
        public void encode(Object value, ByteOutput output) {
            inner.encode(value, output);
        }

        @Override
        public Object decode(ByteInput input) {
            return inner.decode(input);
        }
    }

    @Test
    void long_values_have_their_length_in_front_too() {
        Codec<Version> codec = Codecs.derive(ValueType.of(Version.class, new VersionCodec()));
        for (int length :
                new int[] {0, 125, 126, 127, 128, 129, 16_379, 16_380, 16_381, 16_382, 16_383, 16_384, 70_000}) {
            Version version = new Version(1, "x".repeat(length));
            ByteInput input = new ByteInput(encode(codec, version));

            assertThat(codec.decode(input)).isEqualTo(version);
            assertThat(input.remaining()).isZero();
        }
    }
}
