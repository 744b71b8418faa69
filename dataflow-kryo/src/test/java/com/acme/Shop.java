package com.acme;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.EncodedBy;
import io.dataflow.api.function.Typed;
import io.dataflow.kryo.KryoCodec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A program whose records are plain classes. */
public final class Shop {
    private Shop() {}

    /** What it is in. */
    public enum State {
        NEW,
        PAID
    }

    /** Immutable, without a constructor that Kryo could call. */
    public static final class Address {
        private final String street;
        private final int zip;

        public Address(String street, int zip) {
            this.street = street;
            this.zip = zip;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Address that && street.equals(that.street) && zip == that.zip;
        }

        @Override
        public int hashCode() {
            return zip;
        }

        @Override
        public String toString() {
            return street + " " + zip;
        }
    }

    /** What a customer bought, with a bit of everything. */
    public static class Order {
        private long id;
        private @Nullable String customer;
        private State state = State.NEW;
        private @Nullable Address address;
        private List<Address> more = new ArrayList<>();
        private Map<String, Integer> counts = new HashMap<>();
        private Set<String> tags = new HashSet<>();
        private Instant time = Instant.EPOCH;
        private BigDecimal total = BigDecimal.ZERO;
        private int[] codes = {};
        private Object[] things = {};
        private Map<String, String> notes = new LinkedHashMap<>();
        private List<String> fixed = List.of();

        private Order() {}

        public static Order random(Random random) {
            Order order = new Order();
            order.id = random.nextInt(20);
            order.customer = random.nextInt(3) == 0 ? null : "c" + random.nextInt(3) + "é".repeat(random.nextInt(3));
            order.state = List.of(State.values()).get(random.nextInt(2));
            order.address = random.nextBoolean() ? null : new Address("street", random.nextInt(3));
            for (int i = random.nextInt(3); i > 0; i--) {
                order.more.add(new Address("s" + i, i));
            }
            List<String> words = new ArrayList<>(List.of("Aa", "BB", "C#", "x", "y"));
            Collections.shuffle(words, random);
            words.subList(0, 3).forEach(word -> order.counts.put(word, word.length()));
            order.tags.addAll(words.subList(1, 4));
            order.time = Instant.ofEpochSecond(random.nextInt(5), random.nextInt(2));
            order.total = new BigDecimal(random.nextInt(100)).movePointLeft(2);
            order.codes = random.ints(random.nextInt(4), -5, 5).toArray();
            order.things = random.nextBoolean() ? new Object[] {1, "one", null} : new Object[0];
            order.notes.put("b", "1");
            order.notes.put("a", "2");
            order.fixed = random.nextBoolean() ? List.of("a") : List.of("a", "b", "c");
            return order;
        }

        public long id() {
            return id;
        }

        public @Nullable Address address() {
            return address;
        }

        public State state() {
            return state;
        }

        private List<Object> fields() {
            return Arrays.asList(
                    id,
                    customer,
                    state,
                    address,
                    more,
                    new TreeMap<>(counts),
                    new TreeSet<>(tags),
                    time,
                    total,
                    Arrays.toString(codes),
                    Arrays.toString(things),
                    notes,
                    fixed);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Order that && fields().equals(that.fields());
        }

        @Override
        public int hashCode() {
            return Long.hashCode(id);
        }

        @Override
        public String toString() {
            return fields().toString();
        }
    }

    /** Of orders. */
    public static final class OrderCodec extends KryoCodec<Order> {
        private static final long serialVersionUID = 1L;

        public OrderCodec() {
            super(Order.class, State.class, Address.class);
        }
    }

    /** A record with one of the classes inside. */
    public record Delivery(@EncodedBy(OrderCodec.class) Order order, int day) {}

    /** Two numbers in a string. */
    public static final class AddressSerializer extends Serializer<Address> {
        @Override
        public void write(Kryo kryo, Output output, Address address) {
            output.writeString(address.zip + " " + address.street);
        }

        @Override
        public Address read(Kryo kryo, Input input, Class<? extends Address> type) {
            String[] parts = input.readString().split(" ", 2);
            return new Address(parts[1], Integer.parseInt(parts[0]));
        }
    }

    /** Something that is registered nowhere. */
    public static final class Stranger {}

    /** Contains anything. */
    public static final class Holder {
        public @Nullable Object content;
    }

    /** The answers of several programs, as text. */
    public static Map<String, List<String>> answers(Session session, int count) {
        Dataset<Order> orders = session.range(0, count)
                .map(number -> Order.random(new Random(number % 97)))
                .as(Order.class, new OrderCodec());
        Map<String, List<String>> answers = new TreeMap<>();
        answers.put("distinct", strings(orders.distinct()));
        answers.put(
                "by address",
                strings(orders.filter(order -> order.address() != null)
                        .groupBy(Typed.returning(
                                Address.class,
                                KryoCodec.of(Address.class),
                                order -> Objects.requireNonNull(order.address())))
                        .count()));
        answers.put(
                "deliveries",
                strings(orders.map(order -> new Delivery(order, 1))
                        .groupBy(Delivery::order)
                        .aggregate(Aggregators.sumLong(delivery -> (long) delivery.day()))));
        answers.put(
                "by state",
                strings(orders.groupBy(Order::state)
                        .aggregate(Aggregators.top(2, Order::id))
                        .map(pair -> pair.first()
                                + " "
                                + pair.second().stream().map(Order::id).toList())));
        return answers;
    }

    private static List<String> strings(Dataset<?> dataset) {
        return dataset.collect().stream().map(String::valueOf).sorted().toList();
    }
}
