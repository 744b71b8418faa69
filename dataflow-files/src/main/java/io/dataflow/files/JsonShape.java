package io.dataflow.files;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A type as JSON: how its values are read from a parser, and written. Reading begins at the value's first token and ends at
 * its last. Safe for use by many threads.
 */
abstract class JsonShape {

    /** Null for {@code null}; throws {@link BadValueException} for what is no value of the type. */
    abstract @Nullable Object read(JsonParser parser) throws IOException;

    abstract void write(@Nullable Object value, JsonGenerator generator) throws IOException;

    /** What a value is that is not there: null, or an empty Optional. */
    @Nullable
    Object missing() {
        return null;
    }

    static JsonShape of(ValueType type, boolean strict) {
        return new JsonShapes(strict).of(type);
    }

    static BadValueException bad(JsonParser parser, String problem) {
        String property = parser.getParsingContext().pathAsPointer().toString();
        String column = "column " + parser.currentTokenLocation().getColumnNr();
        return new BadValueException(property.isEmpty() ? column : column + " (" + property + ")", problem);
    }

    static BadValueException unexpected(JsonParser parser, String wanted) {
        return bad(parser, JsonRecordReader.described(parser.currentToken()) + " is not " + wanted);
    }

    static DataflowException refused(String where, ValueType type) {
        return new DataflowException(
                FailureKind.INVALID_PLAN,
                "JSON: " + where + type
                        + " cannot be read from JSON or written as such; use records, lists, sets, maps,"
                        + " arrays, Optional, strings, numbers, booleans, enums, dates and times, or values()");
    }

    /** A value that a string or a number is. */
    static final class OfScalar extends JsonShape {
        private final Scalar scalar;

        OfScalar(Scalar scalar) {
            this.scalar = scalar;
        }

        @Override
        @Nullable
        Object read(JsonParser parser) throws IOException {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.VALUE_NULL) {
                return null;
            }
            if (token != JsonToken.VALUE_STRING) {
                throw unexpected(parser, scalar.described());
            }
            try {
                return scalar.parse(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            } catch (RuntimeException refused) {
                throw bad(parser, "\"" + shown(parser.getText()) + "\" is not " + scalar.described());
            }
        }

        @Override
        void write(@Nullable Object value, JsonGenerator generator) throws IOException {
            if (value == null) {
                generator.writeNull();
            } else {
                generator.writeString(scalar.print(value));
            }
        }

        private static String shown(String text) {
            int most = BadRecord.MAX_TEXT_CHARACTERS / 4;
            return text.length() <= most ? text : text.substring(0, most) + "...";
        }
    }

    static final class OfBoolean extends JsonShape {
        @Override
        @Nullable
        Object read(JsonParser parser) {
            return switch (parser.currentToken()) {
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> null;
                default -> throw unexpected(parser, "a boolean");
            };
        }

        @Override
        void write(@Nullable Object value, JsonGenerator generator) throws IOException {
            if (value == null) {
                generator.writeNull();
            } else {
                generator.writeBoolean((Boolean) value);
            }
        }
    }

    /** All of the kinds of numbers. NaN and the infinities, which JSON does not have, are strings. */
    static final class OfNumber extends JsonShape {
        private final Class<?> type;

        OfNumber(Class<?> type) {
            this.type = type;
        }

        @Override
        @Nullable
        Object read(JsonParser parser) throws IOException {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.VALUE_NULL) {
                return null;
            }
            if (token == JsonToken.VALUE_STRING && (type == Double.class || type == Float.class)) {
                return noFiniteNumber(parser);
            }
            if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
                throw unexpected(parser, "a number (" + type.getSimpleName() + ")");
            }
            try {
                return number(parser, token);
            } catch (ArithmeticException | com.fasterxml.jackson.core.exc.InputCoercionException outside) {
                throw bad(parser, parser.getText() + " is not of the type " + type.getSimpleName());
            }
        }

        private Object number(JsonParser parser, JsonToken token) throws IOException {
            return switch (type.getSimpleName()) {
                case "Integer" -> Math.toIntExact(whole(parser, token));
                case "Long" -> whole(parser, token);
                case "Double" -> parser.getDoubleValue();
                case "Float" -> parser.getFloatValue();
                case "Short" -> {
                    long value = whole(parser, token);
                    if (value != (short) value) {
                        throw new ArithmeticException();
                    }
                    yield (short) value;
                }
                case "Byte" -> {
                    long value = whole(parser, token);
                    if (value != (byte) value) {
                        throw new ArithmeticException();
                    }
                    yield (byte) value;
                }
                case "BigInteger" ->
                    token == JsonToken.VALUE_NUMBER_INT
                            ? parser.getBigIntegerValue()
                            : java.math.BigInteger.valueOf(whole(parser, token));
                case "BigDecimal" -> parser.getDecimalValue();
                default -> throw new AssertionError(type);
            };
        }

        /** {@code 7.0} is whole too: some programs write all numbers so. */
        private static long whole(JsonParser parser, JsonToken token) throws IOException {
            return token == JsonToken.VALUE_NUMBER_INT
                    ? parser.getLongValue()
                    : parser.getDecimalValue().longValueExact();
        }

        private Object noFiniteNumber(JsonParser parser) throws IOException {
            double value =
                    switch (parser.getText()) {
                        case "NaN" -> Double.NaN;
                        case "Infinity" -> Double.POSITIVE_INFINITY;
                        case "-Infinity" -> Double.NEGATIVE_INFINITY;
                        default -> throw unexpected(parser, "a number (" + type.getSimpleName() + ")");
                    };
            return type == Double.class ? (Object) value : (Object) (float) value;
        }

        @Override
        void write(@Nullable Object value, JsonGenerator generator) throws IOException {
            if (value == null) {
                generator.writeNull();
                return;
            }
            switch (type.getSimpleName()) {
                case "Double" -> generator.writeNumber((double) value);
                case "Float" -> generator.writeNumber((float) value);
                case "BigInteger" -> generator.writeNumber((java.math.BigInteger) value);
                case "BigDecimal" -> generator.writeNumber((java.math.BigDecimal) value);
                default -> generator.writeNumber(((Number) value).longValue());
            }
        }
    }
}
