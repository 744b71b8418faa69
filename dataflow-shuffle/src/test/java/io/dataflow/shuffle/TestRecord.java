package io.dataflow.shuffle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A record of a plain model, compared by content. */
public record TestRecord(int partition, String key, String value) {
    public static TestRecord of(int partition, byte[] key, byte[] value) {
        return new TestRecord(partition, text(key, 0, key.length), text(value, 0, value.length));
    }

    /** One character for each byte, so that strings compare as the unsigned bytes do. */
    public static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Few or many distinct keys, short and long, with zeros and high bytes among them, some records without a key. */
    public static List<TestRecord> random(Random random, int count, int partitionCount, int maxValueLength) {
        int shape = random.nextInt(4);
        int keyLength = 1 + random.nextInt(shape == 0 ? 3 : 20);
        byte[] alphabet = {0, 1, 'a', 'b', (byte) 0x7f, (byte) 0x80, (byte) 0xff};
        List<TestRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[random.nextInt(8) == 0 ? random.nextInt(keyLength + 1) : keyLength];
            for (int j = 0; j < key.length; j++) {
                key[j] = shape == 1 && j < 9 ? (byte) 'p' : alphabet[random.nextInt(alphabet.length)];
            }
            byte[] value = new byte[random.nextInt(maxValueLength + 1)];
            if (shape == 2) {
                random.nextBytes(value);
            } else {
                Arrays.fill(value, (byte) i);
            }
            records.add(of(random.nextInt(partitionCount), key, value));
        }
        return records;
    }

    /** Writes it out of the middle of larger arrays, as callers do. */
    public void writeTo(ShuffleWriter writer) throws IOException {
        byte[] keyBytes = bytes("<" + key + ">");
        byte[] valueBytes = bytes("[[" + value + "]");
        writer.write(partition, keyBytes, 1, key.length(), valueBytes, 2, value.length());
    }

    static TestRecord current(int partition, RecordReader reader) {
        return new TestRecord(
                partition,
                text(reader.bytes(), reader.keyOffset(), reader.keyLength()),
                text(reader.bytes(), reader.valueOffset(), reader.valueLength()));
    }

    /** All that is left, as records of {@code partition}. */
    static List<TestRecord> readAll(int partition, RecordReader reader) throws IOException {
        List<TestRecord> records = new ArrayList<>();
        while (reader.next()) {
            records.add(current(partition, reader));
        }
        return records;
    }

    static List<TestRecord> readAll(int partition, BlockReaderOpener source) throws IOException {
        try (RecordReader reader = ShuffleReader.concatenate(List.of(source))) {
            return readAll(partition, reader);
        }
    }

    static List<TestRecord> read(ShuffleOutput output, Selection selection) throws IOException {
        return readAll(0, () -> output.open(selection));
    }

    /** As a receiver elsewhere does: encoded blocks, decoded, narrowed to the range if there is one. */
    static List<TestRecord> readEncoded(ShuffleOutput output, Selection selection) throws IOException {
        BlockReaderOpener decoded = () -> {
            BlockReader blocks = new DecodedBlocks(output.openEncoded(selection));
            return selection instanceof Selection.KeyRange range
                    ? new KeyRangeReader(blocks, range.low(), range.high())
                    : blocks;
        };
        return readAll(0, decoded);
    }
}
