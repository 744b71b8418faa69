package io.dataflow.api.codec;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Derives codecs from types.
 *
 * <p>The encodings below are stable; {@code docs/formats.md} says the same at more length. A <i>varint</i> is an unsigned
 * number, seven bits a byte, lowest first, the high bit set on all bytes but the last; <i>signed</i> is a varint of 2n for
 * n &ge; 0 and of -2n-1 below.
 *
 * <table>
 * <caption>Record encoding</caption>
 * <tr><th>type</th><th>bytes</th><th>ordered bytes</th></tr>
 * <tr><td>Integer, Long, Short</td><td>signed</td><td>4, 8, 2 bytes big endian, sign bit turned</td></tr>
 * <tr><td>Byte</td><td>1 byte</td><td>1 byte, sign bit turned</td></tr>
 * <tr><td>Boolean</td><td>0 or 1</td><td>the same</td></tr>
 * <tr><td>Character</td><td>varint</td><td>2 bytes big endian</td></tr>
 * <tr><td>Double, Float</td><td>IEEE bits, 8 or 4 bytes big endian, one NaN</td><td>the same, sign bit turned; all bits
 *     turned below zero: -0.0 before 0.0, NaN last</td></tr>
 * <tr><td>String, Text, byte[]</td><td>varint length, bytes (of a String: UTF-8; lone surrogates are refused)</td><td>bytes
 *     with 00 as 00 FF, then 00 00: unsigned bytes, for UTF-8 code points</td></tr>
 * <tr><td>BigInteger</td><td>varint length, two's complement</td><td>2^31 plus or minus the magnitude's length, 4 bytes; the
 *     magnitude, turned below zero</td></tr>
 * <tr><td>BigDecimal</td><td>scale signed, unscaled as BigInteger: 1.0 is not 1.00</td><td>sign 0, 1, 2; exponent 8 bytes;
 *     digit pairs as 1 to 100; 0; turned below zero: 1.0 is as 1.00</td></tr>
 * <tr><td>UUID</td><td>16 bytes</td><td>the same: unsigned</td></tr>
 * <tr><td>LocalDate</td><td>epoch day, signed</td><td>8 bytes</td></tr>
 * <tr><td>LocalTime</td><td>nanosecond of the day, varint</td><td>8 bytes</td></tr>
 * <tr><td>LocalDateTime</td><td>date, time</td><td>date, time</td></tr>
 * <tr><td>Instant, Duration</td><td>seconds signed, nanoseconds varint</td><td>8 bytes, 4 bytes</td></tr>
 * <tr><td>OffsetDateTime</td><td>date, time, offset in seconds signed</td><td>instant, offset 4 bytes</td></tr>
 * <tr><td>ZonedDateTime</td><td>date, time, offset, zone id as String</td><td>instant, offset, zone id</td></tr>
 * <tr><td>Year, YearMonth</td><td>year signed; month 1 byte</td><td>4 bytes; month 1 byte</td></tr>
 * <tr><td>enum</td><td>ordinal, varint</td><td>ordinal, 2 bytes</td></tr>
 * <tr><td>Optional</td><td>0, or 1 and the value</td><td>the same</td></tr>
 * <tr><td>List, array</td><td>varint of twice the count, plus one if any is null; if so, a null bit each; the values that are
 *     not null</td><td>each 1 if null, or 2 and the value; 0 (arrays of primitives have no order)</td></tr>
 * <tr><td>Collection</td><td>as List; one that is a Set as Set</td><td>none</td></tr>
 * <tr><td>Set</td><td>as List, sorted by bytes, null first</td><td>none</td></tr>
 * <tr><td>Map</td><td>varint count; entries, sorted by bytes: 1 if the key is null plus 2 if the value is; key;
 *     value</td><td>none</td></tr>
 * <tr><td>int[], long[]</td><td>varint count, each signed</td><td>none</td></tr>
 * <tr><td>short[], char[], float[], double[], boolean[]</td><td>varint count, each 2, 2, 4, 8, 1 bytes big
 *     endian</td><td>none</td></tr>
 * <tr><td>record</td><td>a null bit for each component that is no primitive, in whole bytes; the components that are not
 *     null; a record without components is 0</td><td>each component, in front of one that is no primitive 0 if null, else
 *     1</td></tr>
 * <tr><td>sealed interface</td><td>position in the permits clause, varint; the value</td><td>4 bytes; the value</td></tr>
 * <tr><td>codec of the program</td><td>varint length, the codec's bytes</td><td>what {@link Codec#encodeOrdered}
 *     writes</td></tr>
 * <tr><td>unknown</td><td>tag, the value: 1 Boolean, 2 Byte, 3 Short, 4 Character, 5 Integer, 6 Long, 7 Float, 8 Double,
 *     9 String, 10 Text, 11 byte[], 12 BigInteger, 13 BigDecimal, 14 UUID, 15 LocalDate, 16 LocalTime, 17 LocalDateTime,
 *     18 Instant, 19 Duration, 20 ZonedDateTime, 21 OffsetDateTime, 22 Year, 23 YearMonth, 24 Optional, 25 List, 26 Set,
 *     27 Map, 255 class name as String (records, enums, other arrays, classes that
 *     name a codec)</td><td>none</td></tr>
 * </table>
 *
 * <p>Type arguments that are not given are unknown. Values nest up to 500 levels deep. Records that may contain
 * themselves have no order. Lists, sets and maps are decoded as {@code ArrayList}, {@code LinkedHashSet} and
 * {@code LinkedHashMap} that the caller owns.
 */
public final class Codecs {
    private Codecs() {}

    /**
     * The codec of {@code type}, which the caller knows to be {@code T}. Classes that values name are loaded by the class
     * loader of the type's classes, or by the thread's context class loader if they are all Dataflow's and the JDK's.
     *
     * @throws io.dataflow.api.failure.DataflowException of kind {@code INVALID_PLAN} if there is none
     */
    public static <T> Codec<T> derive(ValueType type) {
        return derive(type, loaderOf(type));
    }

    /** As {@link #derive(ValueType)}; classes that values name are loaded by {@code loader}. */
    public static <T> Codec<T> derive(ValueType type, ClassLoader loader) {
        return new DerivedCodec<>(type, new Deriver(loader, null).derive(type));
    }

    /** Refuses what {@link #derive} refuses: {@code Order.lines -> List<Line> -> Line.socket: java.net.Socket cannot be ...}. */
    public static void check(ValueType type) {
        new Deriver(loaderOf(type), null).derive(type);
    }

    /**
     * The type as declared; type variables are unknown, wildcards their upper bounds, an array has its element as
     * argument where that is generic or has a codec.
     */
    public static ValueType typeOf(Type type) {
        return TypeResolver.resolve(type, Map.of());
    }

    /** The type as declared where it is used, with the codecs that {@link EncodedBy} gives to it and its parts. */
    public static Type javaType(AnnotatedType declared) {
        return EncodedType.of(declared);
    }

    /** The types of a record's components, type variables resolved as far as {@code record} has arguments. */
    public static List<ValueType> componentTypes(ValueType record) {
        List<ValueType> types = new ArrayList<>();
        Map<TypeVariable<?>, ValueType> bindings = TypeResolver.bindings(record);
        for (RecordComponent component : record.raw().getRecordComponents()) {
            types.add(TypeResolver.resolve(EncodedType.of(component.getAnnotatedType()), bindings));
        }
        return types;
    }

    private static ClassLoader loaderOf(ValueType type) {
        ClassLoader own = Codecs.class.getClassLoader();
        ClassLoader users = usersLoader(type, own);
        if (users != null) {
            return users;
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : own;
    }

    private static @Nullable ClassLoader usersLoader(ValueType type, ClassLoader own) {
        ClassLoader loader = type.raw().getClassLoader();
        if (loader != null && loader != own && loader != ClassLoader.getPlatformClassLoader()) {
            return loader;
        }
        for (ValueType argument : type.arguments()) {
            ClassLoader users = usersLoader(argument, own);
            if (users != null) {
                return users;
            }
        }
        return null;
    }
}
