package io.dataflow.benchmarks.micro;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.shuffle.block.RecordLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Blocks of 256 KiB, encoded and decoded with their checksums, of content that compresses and of content that does not;
 * nanoseconds for each block. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BlockCodecBenchmark {
    private static final int KEY_BYTES = 10;
    private static final int VALUE_BYTES = 88;

    /** Text becomes LZ4, random bytes stay raw. */
    @Param({"text", "random"})
    private String content = "text";

    private final BlockCodec codec = new BlockCodec();
    private final byte[] records = new byte[BlockCodec.STANDARD_BLOCK_BYTES];
    private final byte[] encoded = new byte[Math.toIntExact(BlockCodec.maxEncodedBytes(records.length))];
    private byte[] toDecode = new byte[0];
    private int length;
    private int recordCount;

    @Setup(Level.Trial)
    public void fill() {
        Random random = new Random(1);
        byte[] key = new byte[KEY_BYTES];
        byte[] value = new byte[VALUE_BYTES];
        while (length + RecordLayout.size(KEY_BYTES, VALUE_BYTES) <= records.length) {
            fill(key, random);
            fill(value, random);
            length = RecordLayout.write(records, length, key, 0, KEY_BYTES, value, 0, VALUE_BYTES);
            recordCount++;
        }
        Block block = new Block(records, 0, length, recordCount);
        BlockCodec.Encoded bytes = codec.encode(block);
        toDecode = Arrays.copyOf(bytes.bytes(), bytes.length());
    }

    private void fill(byte[] bytes, Random random) {
        random.nextBytes(bytes);
        if (content.equals("text")) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ('a' + (bytes[i] & 3));
            }
        }
    }

    /** As compression is worth it, or not. */
    @Benchmark
    public int encode() {
        return codec.encode(records, 0, length, recordCount, encoded);
    }

    /** Without an attempt at compression. */
    @Benchmark
    public byte encodeRaw() {
        codec.encodeRawHeader(records, 0, length, recordCount, encoded);
        return encoded[0];
    }

    @Benchmark
    public int decode() throws CorruptBlockException {
        return codec.decode(toDecode, 0, toDecode.length).recordCount();
    }

    int recordCount() {
        return recordCount;
    }

    int encodedBytes() {
        return toDecode.length;
    }
}
