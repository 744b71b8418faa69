package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.function.Typed;
import java.io.File;
import java.util.Map;
import java.util.concurrent.Callable;

/** Operators of a program whose types have no codec, each on a line of its own. */
public final class Refused {
    private final Session session;
    private final Dataset<File> files;
    private final Dataset<Long> numbers;

    public Refused(Session session) {
        this.session = session;
        this.numbers = session.range(0, 3);
        this.files = numbers.map(number -> new File("a"));
    }

    /** By the operator and the role that the message names. */
    public Map<String, Callable<?>> operators() {
        return Map.ofEntries(
                Map.entry("distinct, record", () -> files.distinct()),
                Map.entry("distinct, record 2", this::distinct),
                Map.entry("rebalance, record", () -> files.rebalance()),
                Map.entry("groupBy, key", () -> numbers.groupBy(number -> new File("a"))),
                Map.entry("sortBy, record", () -> files.sortBy(File::length)),
                Map.entry("sortBy, key", () -> numbers.sortBy(number -> new File("a"))),
                Map.entry("thenBy, key", () -> numbers.sortBy(number -> number).thenBy(number -> new File("a"))),
                Map.entry("join, left record", () -> files.join(numbers).on(File::length, number -> number)),
                Map.entry("join, right record", () -> numbers.join(files).on(number -> number, File::length)),
                Map.entry(
                        "join, key", () -> numbers.join(numbers).on(number -> new File("a"), number -> new File("a"))),
                Map.entry("cogroup, record", () -> files.groupBy(File::length)
                        .cogroup(numbers.groupBy(number -> number), Long.class, (key, left, right, out) -> {})),
                Map.entry("transformGroups, record", () -> files.groupBy(File::length)
                        .transformGroups(Long.class, (key, values, out) -> {})),
                Map.entry("aggregate, accumulator", () -> files.groupBy(File::length)
                        .aggregate(Aggregators.toList())),
                Map.entry("aggregate, accumulator 2", () -> files.aggregate(Aggregators.toList())),
                Map.entry("collect, record", () -> files.collect()),
                Map.entry(
                        "collect, record 2",
                        () -> session.of(1).map(one -> Thread.currentThread()).collect()));
    }

    private Object distinct() {
        return files.distinct();
    }

    /** Two sides that encode equal keys by different bytes. */
    public void joinByTwoCodecs() {
        numbers.join(numbers)
                .on(
                        Typed.returning(File.class, new Paths("a"), number -> new File("a")),
                        Typed.returning(File.class, new Paths("b"), number -> new File("a")));
    }

    /** A key without order. */
    public void sortByCodecWithoutOrder() {
        numbers.sortBy(Typed.returning(File.class, new Paths("a"), number -> new File("a")));
    }

    private record Paths(String prefix) implements Codec<File> {
        @Override
        public void encode(File value, ByteOutput output) {
            output.writeUtf8(prefix + value.getPath());
        }

        @Override
        public File decode(ByteInput input) {
            return new File(input.readUtf8().substring(prefix.length()));
        }
    }
}
