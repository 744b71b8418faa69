package com.acme;

import static io.dataflow.api.function.Typed.returning;

import io.dataflow.api.Dataset;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.EncodedBy;
import io.dataflow.api.codec.ValueType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Programs with classes that only their own codecs can encode. */
public final class Versions {
    private Versions() {}

    /** A class without codec, as of a library. Equal by name, whatever the case. */
    public static final class Version implements Comparable<Version> {
        private final int number;
        private final String name;

        public Version(int number, String name) {
            this.number = number;
            this.name = name;
        }

        @Override
        public int compareTo(Version other) {
            return number == other.number
                    ? lower(name).compareTo(lower(other.name))
                    : Integer.compare(number, other.number);
        }

        @Override
        public String toString() {
            return number + lower(name);
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Ordered; makes names that differ in case equal. */
    public static final class VersionCodec implements Codec<Version> {
        private static final long serialVersionUID = 1L;
        private static final Codec<String> STRINGS = Codecs.derive(ValueType.of(String.class));

        @Override
        public void encode(Version value, ByteOutput output) {
            output.writeZigZag(value.number);
            output.writeUtf8(lower(value.name));
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
            output.writeIntBigEndian(value.number ^ Integer.MIN_VALUE);
            STRINGS.encodeOrdered(lower(value.name), output);
        }
    }

    /** A class that names its codec. */
    @EncodedBy(TagCodec.class)
    public static class Tag {
        private final String text;

        public Tag(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A kind of tag, of which the codec knows. */
    public static final class LoudTag extends Tag {
        public LoudTag(String text) {
            super(text + "!");
        }
    }

    /** The text. */
    public enum TagCodec implements Codec<Tag> {
        INSTANCE;

        @Override
        public void encode(Tag value, ByteOutput output) {
            output.writeUtf8(value.text);
        }

        @Override
        public Tag decode(ByteInput input) {
            return new Tag(input.readUtf8());
        }
    }

    /** A record with both, nested. */
    public record Release(
            @EncodedBy(VersionCodec.class) @Nullable Version version,
            Map<String, List<@EncodedBy(VersionCodec.class) Version>> before,
            Tag tag,
            Object any) {}

    private static Version version(long number) {
        String name = "Name-" + number % 5;
        return new Version((int) (number * 31 % 97), number % 2 == 0 ? name : lower(name));
    }

    private static Release release(long number) {
        return new Release(
                number % 7 == 0 ? null : version(number),
                // In the order of the keys, as it is decoded: records are compared as text.
                new TreeMap<>(Map.of("a", List.of(version(number % 11)), "b", List.of())),
                number % 3 == 0 ? new LoudTag("t" + number % 13) : new Tag("t" + number % 13),
                number % 2 == 0 ? new Tag("any") : number % 5);
    }

    /** The answers of several programs, each as text in some order, sorted where that is promised. */
    public static Map<String, List<String>> answers(Session session, int count) {
        Dataset<Version> versions =
                session.range(0, count).map(number -> version(number)).as(Version.class, new VersionCodec());
        Dataset<Release> releases = session.range(0, count).map(number -> release(number));
        return Map.of(
                "distinct", strings(versions.distinct()),
                "sorted",
                        versions
                                .sortBy(
                                        returning(Version.class, new VersionCodec(), version -> version),
                                        Order.DESCENDING)
                                .collect()
                                .stream()
                                .map(Version::toString)
                                .toList(),
                "by key",
                        strings(releases.filter(release -> release.version() != null)
                                .groupBy(Release::version)
                                .count()),
                "by said key",
                        strings(releases.filter(release -> release.version() != null)
                                .groupBy(returning(Version.class, new VersionCodec(), release -> release.version()))
                                .aggregate(
                                        Aggregators.max(release -> release.tag().toString()))),
                "by tag", strings(releases.groupBy(Release::tag).count()),
                "joined",
                        strings(releases.filter(release -> release.version() != null)
                                .join(versions.distinct())
                                .on(Release::version, returning(Version.class, new VersionCodec(), version -> version))
                                .groupBy(Pair::second)
                                .count()),
                "greatest",
                        List.of(versions.aggregate(Aggregators.max(
                                        returning(Version.class, new VersionCodec(), version -> version)))
                                .toString()),
                "records", strings(releases.distinct()));
    }

    private static List<String> strings(Dataset<?> dataset) {
        return dataset.collect().stream().map(String::valueOf).sorted().toList();
    }

    /** Reads less than it wrote. */
    public static final class ShortCodec implements Codec<Version> {
        private static final long serialVersionUID = 1L;

        @Override
        public void encode(Version value, ByteOutput output) {
            output.writeIntBigEndian(value.number);
        }

        @Override
        public Version decode(ByteInput input) {
            return new Version(input.readByte(), "");
        }
    }

    public static void readingTooLittle(Session session) {
        session.range(0, 3)
                .map(number -> version(number))
                .as(Version.class, new ShortCodec())
                .rebalance()
                .collect();
    }
}
