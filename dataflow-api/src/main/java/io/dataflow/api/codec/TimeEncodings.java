package io.dataflow.api.codec;

import io.dataflow.api.codec.PrimitiveEncodings.Ordered;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** The types of java.time. What their factories refuse is reported by {@link DerivedCodec} as malformed. */
final class TimeEncodings {
    private TimeEncodings() {}

    static @Nullable Encoding of(Class<?> raw) {
        if (raw == LocalDate.class) {
            return new OfLocalDate();
        }
        if (raw == LocalTime.class) {
            return new OfLocalTime();
        }
        if (raw == LocalDateTime.class) {
            return new OfLocalDateTime();
        }
        if (raw == Instant.class) {
            return new OfInstant();
        }
        if (raw == Duration.class) {
            return new OfDuration();
        }
        if (raw == ZonedDateTime.class) {
            return new OfZonedDateTime();
        }
        if (raw == OffsetDateTime.class) {
            return new OfOffsetDateTime();
        }
        if (raw == Year.class) {
            return new OfYear();
        }
        return raw == YearMonth.class ? new OfYearMonth() : null;
    }

    private static void writeDateTime(LocalDateTime value, ByteOutput output) {
        output.writeZigZag(value.toLocalDate().toEpochDay());
        output.writeVarLong(value.toLocalTime().toNanoOfDay());
    }

    private static LocalDateTime readDateTime(ByteInput input) {
        LocalDate date = LocalDate.ofEpochDay(input.readZigZag());
        return LocalDateTime.of(date, LocalTime.ofNanoOfDay(input.readVarLong()));
    }

    private static void writeSeconds(long seconds, int nanos, ByteOutput output) {
        output.writeZigZag(seconds);
        output.writeVarInt(nanos);
    }

    private static int readNanos(ByteInput input) {
        int nanos = input.readVarInt();
        if (nanos < 0 || nanos > 999_999_999) {
            throw input.malformed("nanoseconds of a second");
        }
        return nanos;
    }

    private static void writeOrderedSeconds(long seconds, int nanos, ByteOutput output) {
        PrimitiveEncodings.writeOrderedLong(seconds, output);
        output.writeIntBigEndian(nanos);
    }

    static final class OfLocalDate extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            output.writeZigZag(((LocalDate) value).toEpochDay());
        }

        @Override
        Object decode(ByteInput input) {
            return LocalDate.ofEpochDay(input.readZigZag());
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            PrimitiveEncodings.writeOrderedLong(((LocalDate) value).toEpochDay(), output);
        }
    }

    static final class OfLocalTime extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            output.writeVarLong(((LocalTime) value).toNanoOfDay());
        }

        @Override
        Object decode(ByteInput input) {
            return LocalTime.ofNanoOfDay(input.readVarLong());
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            output.writeLongBigEndian(((LocalTime) value).toNanoOfDay());
        }
    }

    static final class OfLocalDateTime extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            writeDateTime((LocalDateTime) value, output);
        }

        @Override
        Object decode(ByteInput input) {
            return readDateTime(input);
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            LocalDateTime dateTime = (LocalDateTime) value;
            PrimitiveEncodings.writeOrderedLong(dateTime.toLocalDate().toEpochDay(), output);
            output.writeLongBigEndian(dateTime.toLocalTime().toNanoOfDay());
        }
    }

    static final class OfInstant extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            Instant instant = (Instant) value;
            writeSeconds(instant.getEpochSecond(), instant.getNano(), output);
        }

        @Override
        Object decode(ByteInput input) {
            long seconds = input.readZigZag();
            return Instant.ofEpochSecond(seconds, readNanos(input));
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            Instant instant = (Instant) value;
            writeOrderedSeconds(instant.getEpochSecond(), instant.getNano(), output);
        }
    }

    static final class OfDuration extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            Duration duration = (Duration) value;
            writeSeconds(duration.getSeconds(), duration.getNano(), output);
        }

        @Override
        Object decode(ByteInput input) {
            long seconds = input.readZigZag();
            return Duration.ofSeconds(seconds, readNanos(input));
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            Duration duration = (Duration) value;
            writeOrderedSeconds(duration.getSeconds(), duration.getNano(), output);
        }
    }

    static final class OfOffsetDateTime extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            OffsetDateTime dateTime = (OffsetDateTime) value;
            writeDateTime(dateTime.toLocalDateTime(), output);
            output.writeZigZag(dateTime.getOffset().getTotalSeconds());
        }

        @Override
        Object decode(ByteInput input) {
            LocalDateTime local = readDateTime(input);
            return OffsetDateTime.of(local, ZoneOffset.ofTotalSeconds(PrimitiveEncodings.readInt(input)));
        }

        /** By instant, then by local time, which for one instant is by offset. */
        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            OffsetDateTime dateTime = (OffsetDateTime) value;
            writeOrderedSeconds(dateTime.toEpochSecond(), dateTime.getNano(), output);
            PrimitiveEncodings.writeOrderedInt(dateTime.getOffset().getTotalSeconds(), output);
        }
    }

    static final class OfZonedDateTime extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            ZonedDateTime dateTime = (ZonedDateTime) value;
            writeDateTime(dateTime.toLocalDateTime(), output);
            output.writeZigZag(dateTime.getOffset().getTotalSeconds());
            output.writeUtf8(dateTime.getZone().getId());
        }

        @Override
        Object decode(ByteInput input) {
            LocalDateTime local = readDateTime(input);
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(PrimitiveEncodings.readInt(input));
            return ZonedDateTime.ofInstant(local, offset, ZoneId.of(input.readUtf8()));
        }

        /** By instant, then by local time, then by the zone's name. */
        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            ZonedDateTime dateTime = (ZonedDateTime) value;
            writeOrderedSeconds(dateTime.toEpochSecond(), dateTime.getNano(), output);
            PrimitiveEncodings.writeOrderedInt(dateTime.getOffset().getTotalSeconds(), output);
            output.writeOrderedUtf8(dateTime.getZone().getId());
        }
    }

    static final class OfYear extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            output.writeZigZag(((Year) value).getValue());
        }

        @Override
        Object decode(ByteInput input) {
            return Year.of(PrimitiveEncodings.readInt(input));
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            PrimitiveEncodings.writeOrderedInt(((Year) value).getValue(), output);
        }
    }

    static final class OfYearMonth extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            YearMonth month = (YearMonth) value;
            output.writeZigZag(month.getYear());
            output.writeByte(month.getMonthValue());
        }

        @Override
        Object decode(ByteInput input) {
            int year = PrimitiveEncodings.readInt(input);
            return YearMonth.of(year, input.readByte());
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            YearMonth month = (YearMonth) value;
            PrimitiveEncodings.writeOrderedInt(month.getYear(), output);
            output.writeByte(month.getMonthValue());
        }
    }
}
