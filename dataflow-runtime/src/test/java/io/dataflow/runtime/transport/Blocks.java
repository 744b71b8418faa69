package io.dataflow.runtime.transport;

import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.RecordCursor;
import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Blocks of records for tests, and their records as text. */
final class Blocks {
    private Blocks() {}

    /** One encoded block of records with these keys, each with a value of {@code valueLength} bytes. */
    static byte[] encoded(List<String> keys, int valueLength) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (String key : keys) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            varint(records, bytes.length);
            varint(records, valueLength);
            records.writeBytes(bytes);
            records.writeBytes(new byte[valueLength]);
        }
        return BlockCodec.encodeRaw(new Block(records.toByteArray(), 0, records.size(), keys.size()));
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest >= 0x80) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    /** Some blocks of different sizes whose keys say where they belong. */
    static List<byte[]> random(Random random, String name) {
        List<byte[]> blocks = new ArrayList<>();
        int count = random.nextInt(12);
        for (int b = 0; b < count; b++) {
            List<String> keys = new ArrayList<>();
            for (int k = random.nextInt(100); k >= 0; k--) {
                keys.add(name + "/" + b + "/" + k);
            }
            blocks.add(encoded(keys, random.nextInt(random.nextInt(5) == 0 ? 20_000 : 200)));
        }
        return blocks;
    }

    static List<String> keys(List<byte[]> blocks) throws IOException {
        List<String> keys = new ArrayList<>();
        for (byte[] block : blocks) {
            addKeys(new BlockCodec().decode(block, 0, block.length), keys);
        }
        return keys;
    }

    /** Reads to the end and closes. */
    static List<String> keys(BlockReader reader) throws IOException {
        List<String> keys = new ArrayList<>();
        try (reader) {
            for (Block block = reader.next(); block != null; block = reader.next()) {
                addKeys(block, keys);
            }
        }
        return keys;
    }

    private static void addKeys(Block block, List<String> keys) throws IOException {
        RecordCursor cursor = new RecordCursor();
        cursor.reset(block);
        while (cursor.next()) {
            keys.add(new String(cursor.bytes(), cursor.keyOffset(), cursor.keyLength(), StandardCharsets.UTF_8));
        }
    }
}
