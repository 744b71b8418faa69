package io.dataflow.benchmarks.micro;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.kryo.KryoCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.fory.Fory;
import org.apache.fory.config.Language;
import org.apache.fory.memory.MemoryBuffer;
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

/**
 * An order with three lines to bytes and back, nanoseconds for each order: a plain class by Kryo and by Apache Fory, and a
 * record of the same content by its derived codec. A thousand orders at a time, so that all of them stay in the cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlainClassBenchmark {
    static final int ORDERS = 1_000;
    private static final int LINES = 3;

    /** A line of an order, as a record. */
    public record Line(String part, int quantity, double price) {}

    /** An order, as a record. */
    public record Order(long id, String customer, boolean paid, List<Line> lines) {}

    /** A line of an order, as a plain class. */
    public static final class PlainLine {
        private String part = "";
        private int quantity;
        private double price;

        Line toRecord() {
            return new Line(part, quantity, price);
        }
    }

    /** An order, as a plain class. */
    public static final class PlainOrder {
        private long id;
        private String customer = "";
        private boolean paid;
        private List<PlainLine> lines = new ArrayList<>();

        Order toRecord() {
            return new Order(
                    id, customer, paid, lines.stream().map(PlainLine::toRecord).toList());
        }
    }

    private final List<PlainOrder> plainOrders = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final KryoCodec<PlainOrder> kryo = KryoCodec.of(PlainOrder.class, PlainLine.class);
    private final Codec<Order> derived = Codecs.derive(Codecs.typeOf(Order.class));
    private final Fory fory = Fory.builder()
            .withLanguage(Language.JAVA)
            .requireClassRegistration(true)
            .withRefTracking(false)
            .withCompatible(false)
            .build();

    private final ByteOutput output = new ByteOutput();
    private final ByteInput input = new ByteInput();
    private final MemoryBuffer buffer = MemoryBuffer.newHeapBuffer(1 << 20);

    @Setup(Level.Trial)
    public void fill() {
        fory.register(PlainOrder.class);
        fory.register(PlainLine.class);
        Random random = new Random(1);
        for (int i = 0; i < ORDERS; i++) {
            PlainOrder order = new PlainOrder();
            order.id = random.nextLong(1L << 40);
            order.customer = "Customer#" + random.nextInt(1_000_000);
            order.paid = random.nextBoolean();
            for (int j = 0; j < LINES; j++) {
                PlainLine line = new PlainLine();
                line.part = "part " + random.nextInt(100_000);
                line.quantity = random.nextInt(50);
                line.price = random.nextInt(1_000_000) / 100.0;
                order.lines.add(line);
            }
            plainOrders.add(order);
            orders.add(order.toRecord());
        }
    }

    @Benchmark
    @OperationsPerInvocation(ORDERS)
    public PlainOrder kryo() throws IOException {
        return roundTrips(kryo, plainOrders);
    }

    @Benchmark
    @OperationsPerInvocation(ORDERS)
    public Order derived() throws IOException {
        return roundTrips(derived, orders);
    }

    private <T> T roundTrips(Codec<T> codec, List<T> values) throws IOException {
        T last = values.get(0);
        for (T value : values) {
            output.reset();
            codec.encode(value, output);
            input.reset(output.bytes(), 0, output.length());
            last = codec.decode(input);
        }
        return last;
    }

    @Benchmark
    @OperationsPerInvocation(ORDERS)
    public PlainOrder fory() {
        PlainOrder last = plainOrders.get(0);
        for (PlainOrder order : plainOrders) {
            buffer.writerIndex(0);
            buffer.readerIndex(0);
            fory.serialize(buffer, order);
            last = fory.deserialize(buffer, PlainOrder.class);
        }
        return last;
    }

    /** Bytes of all orders together: by Kryo, by Fory, and derived. */
    long[] encodedBytes() throws IOException {
        long[] bytes = new long[3];
        for (int i = 0; i < ORDERS; i++) {
            output.reset();
            kryo.encode(plainOrders.get(i), output);
            bytes[0] += output.length();
            buffer.writerIndex(0);
            fory.serialize(buffer, plainOrders.get(i));
            bytes[1] += buffer.writerIndex();
            output.reset();
            derived.encode(orders.get(i), output);
            bytes[2] += output.length();
        }
        return bytes;
    }
}
