package io.dataflow.benchmarks.micro;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The codec that is derived for a record of five components; nanoseconds for each record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordCodecBenchmark {
    private static final int RECORDS = 1 << 12;

    /** What is written and read. */
    public record Purchase(long id, int customer, double price, LocalDate date, String shop) {}

    private final Codec<Purchase> codec = Codecs.derive(ValueType.of(Purchase.class));
    private final Purchase[] purchases = new Purchase[RECORDS];
    private final ByteOutput output = new ByteOutput(1 << 20);
    private final ByteInput input = new ByteInput();

    @Setup(Level.Trial)
    public void fill() {
        for (int i = 0; i < RECORDS; i++) {
            purchases[i] = new Purchase(i * 7919L, i % 97, i / 4.0, LocalDate.ofEpochDay(20_000 + i), "shop " + i % 50);
        }
        write();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int write() {
        output.reset();
        for (Purchase purchase : purchases) {
            codec.encode(purchase, output);
        }
        return output.length();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long read() {
        input.reset(output.bytes(), 0, output.length());
        long sum = 0;
        for (int i = 0; i < RECORDS; i++) {
            sum += codec.decode(input).id();
        }
        return sum;
    }

    /** What {@link #read} must come to. */
    long sumOfIds() {
        long sum = 0;
        for (Purchase purchase : purchases) {
            sum += purchase.id();
        }
        return sum;
    }
}
