package io.dataflow.runtime.protocol;

import io.dataflow.runtime.protocol.wire.Wire;
import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.shuffle.KeySample;
import io.dataflow.shuffle.OutputSizes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finished attempts on the wire: numbers in columns, so that there is no message for each attempt, and what few attempts have beside
 * them.
 */
final class FinishedColumns {
    private static final int MAX_SAMPLES = 128;

    /** Of an attempt's figures; the order is the format. */
    private static final String[] FIGURES = {
        "read_records",
        "read_bytes",
        "written_records",
        "written_bytes",
        "spilled_bytes",
        "peak_memory_bytes",
        "wall_nanos",
        "cpu_nanos",
        "keyed_records",
        "uncombined_records",
        "filtered_records"
    };

    private FinishedColumns() {}

    static Wire.FinishedAttempts of(List<FinishedAttempt> attempts) {
        Wire.FinishedAttempts.Builder columns = Wire.FinishedAttempts.newBuilder();
        for (int i = 0; i < attempts.size(); i++) {
            FinishedAttempt attempt = attempts.get(i);
            OutputSizes sizes = attempt.sizes();
            columns.addTasks(attempt.task())
                    .addAttempts(attempt.attempt())
                    .addRegionCounts(sizes.regionCount())
                    .addContentHashes(sizes.contentHash())
                    .addPartitionCounts(sizes.partitionBytes().length);
            for (int partition = 0; partition < sizes.partitionBytes().length; partition++) {
                columns.addPartitionBytes(sizes.partitionBytes()[partition]);
                columns.addPartitionRecords(sizes.partitionRecords()[partition]);
            }
            addFigures(attempt.report(), columns);
            addExtras(i, attempt, columns);
        }
        return columns.build();
    }

    private static void addFigures(AttemptReport report, Wire.FinishedAttempts.Builder columns) {
        columns.addFigures(report.readRecords())
                .addFigures(report.readBytes())
                .addFigures(report.writtenRecords())
                .addFigures(report.writtenBytes())
                .addFigures(report.spilledBytes())
                .addFigures(report.peakMemoryBytes())
                .addFigures(report.wallNanos())
                .addFigures(report.cpuNanos())
                .addFigures(report.keyedRecords())
                .addFigures(report.uncombinedRecords())
                .addFigures(report.filteredRecords());
    }

    private static void addExtras(int index, FinishedAttempt attempt, Wire.FinishedAttempts.Builder columns) {
        AttemptReport report = attempt.report();
        List<KeySample> samples = attempt.sizes().samples();
        if (samples.isEmpty() && report.counters().isEmpty() && report.hotKeys().isEmpty()) {
            return;
        }
        Wire.FinishedExtras.Builder extras = columns.addExtrasBuilder()
                .setIndex(index)
                .putAllCounters(report.counters())
                .putAllHotKeys(report.hotKeys());
        samples.forEach(sample -> extras.addSamplesBuilder()
                .setKey(MessageEncoder.bytes(sample.key()))
                .setWeightBytes(sample.weightBytes()));
    }

    static List<FinishedAttempt> received(Wire.FinishedAttempts columns) throws MalformedMessageException {
        int count = columns.getTasksCount();
        Field.count("FinishedAttempts.attempts", columns.getAttemptsCount(), count);
        Field.count("FinishedAttempts.region_counts", columns.getRegionCountsCount(), count);
        Field.count("FinishedAttempts.content_hashes", columns.getContentHashesCount(), count);
        Field.count("FinishedAttempts.partition_counts", columns.getPartitionCountsCount(), count);
        Field.count("FinishedAttempts.figures", columns.getFiguresCount(), (long) count * FIGURES.length);
        Field.count(
                "FinishedAttempts.partition_records",
                columns.getPartitionRecordsCount(),
                columns.getPartitionBytesCount());
        Map<Integer, Wire.FinishedExtras> extras = new HashMap<>();
        for (Wire.FinishedExtras extra : columns.getExtrasList()) {
            extras.put(Field.between("FinishedExtras.index", extra.getIndex(), 0, count - 1), extra);
        }
        List<FinishedAttempt> attempts = new ArrayList<>(count);
        int partition = 0;
        for (int i = 0; i < count; i++) {
            int partitionCount = Field.between(
                    "FinishedAttempts.partition_counts",
                    columns.getPartitionCounts(i),
                    0,
                    Math.min(ExchangeKind.MAX_PARTITIONS, columns.getPartitionBytesCount() - partition));
            Wire.FinishedExtras extra = extras.getOrDefault(i, Wire.FinishedExtras.getDefaultInstance());
            attempts.add(new FinishedAttempt(
                    Field.natural("FinishedAttempts.tasks", columns.getTasks(i)),
                    Field.natural("FinishedAttempts.attempts", columns.getAttempts(i)),
                    sizes(columns, i, partition, partitionCount, extra),
                    report(columns, i, extra)));
            partition += partitionCount;
        }
        Field.count("FinishedAttempts.partition_bytes", columns.getPartitionBytesCount(), partition);
        return List.copyOf(attempts);
    }

    private static OutputSizes sizes(
            Wire.FinishedAttempts columns, int index, int partition, int count, Wire.FinishedExtras extra)
            throws MalformedMessageException {
        long[] bytes = new long[count];
        long[] records = new long[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = Field.natural("FinishedAttempts.partition_bytes", columns.getPartitionBytes(partition + i));
            records[i] =
                    Field.natural("FinishedAttempts.partition_records", columns.getPartitionRecords(partition + i));
        }
        return new OutputSizes(
                Field.natural("FinishedAttempts.region_counts", columns.getRegionCounts(index)),
                bytes,
                records,
                columns.getContentHashes(index),
                samples(extra.getSamplesList()));
    }

    private static List<KeySample> samples(List<Wire.KeySample> samples) throws MalformedMessageException {
        Field.between("FinishedExtras.samples count", samples.size(), 0, MAX_SAMPLES);
        List<KeySample> checked = new ArrayList<>(samples.size());
        for (Wire.KeySample sample : samples) {
            Field.between("KeySample.key length", sample.getKey().size(), 0, KeySample.MAX_KEY_BYTES);
            checked.add(new KeySample(
                    sample.getKey().toByteArray(), Field.natural("KeySample.weight_bytes", sample.getWeightBytes())));
        }
        return checked;
    }

    private static AttemptReport report(Wire.FinishedAttempts columns, int index, Wire.FinishedExtras extra)
            throws MalformedMessageException {
        long[] figures = new long[FIGURES.length];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = columns.getFigures(index * FIGURES.length + i);
            if (figures[i] < 0) {
                Field.natural("FinishedAttempts.figures " + FIGURES[i], figures[i]);
            }
        }
        return new AttemptReport(
                figures[0],
                figures[1],
                figures[2],
                figures[3],
                figures[4],
                figures[5],
                figures[6],
                figures[7],
                extra.getCountersMap(),
                figures[8],
                extra.getHotKeysMap(),
                figures[9],
                figures[10]);
    }
}
