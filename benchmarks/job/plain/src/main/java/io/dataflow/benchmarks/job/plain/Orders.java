package io.dataflow.benchmarks.job.plain;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Answers;
import io.dataflow.benchmarks.job.Inputs;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The join: the customers of the segment as bits, the orders that count in a table, and the revenue of each slot of it added
 * up by each worker for itself.
 */
final class Orders {
    private static final byte[] SEGMENT = {'B', 'U', 'I', 'L', 'D', 'I', 'N', 'G'};

    /** 1995-03-15. */
    private static final int DAY = 9204;

    private static final int ORDER_LONGS = 3;

    private Orders() {}

    static Answer join(Inputs inputs, Workers workers) throws Exception {
        List<BitSet> customers = workers.each(worker -> {
            BitSet own = new BitSet();
            LineBlocks.read(
                    inputs.customers(), worker, workers.count(), (bytes, from, to) -> customers(own, bytes, from, to));
            return own;
        });
        BitSet wanted = customers.get(0);
        customers.forEach(wanted::or);
        List<LongList> orders = workers.each(worker -> {
            LongList own = new LongList();
            LineBlocks.read(
                    inputs.orders(),
                    worker,
                    workers.count(),
                    (bytes, from, to) -> orders(own, wanted, bytes, from, to));
            return own;
        });
        OrderTable table = new OrderTable(orders);
        List<long[]> revenues = workers.each(worker -> {
            long[] own = new long[table.slotCount()];
            LineBlocks.read(
                    inputs.lineItems(),
                    worker,
                    workers.count(),
                    (bytes, from, to) -> sales(table, own, bytes, from, to));
            return own;
        });
        return table.answer(revenues);
    }

    private static void customers(BitSet customers, byte[] bytes, int from, int to) {
        Fields fields = new Fields(bytes, from);
        while (fields.at < to) {
            int customer = (int) fields.number();
            fields.skip(5);
            if (Arrays.equals(bytes, fields.at, fields.at + SEGMENT.length, SEGMENT, 0, SEGMENT.length)
                    && bytes[fields.at + SEGMENT.length] == '|') {
                customers.set(customer);
            }
            fields.endLine();
        }
    }

    private static void orders(LongList orders, BitSet customers, byte[] bytes, int from, int to) {
        Fields fields = new Fields(bytes, from);
        while (fields.at < to) {
            long orderKey = fields.number();
            int customer = (int) fields.number();
            fields.skip(2);
            int day = fields.day();
            if (day < DAY && customers.get(customer)) {
                fields.skip(2);
                orders.add(orderKey);
                orders.add(day);
                orders.add(fields.number());
            }
            fields.endLine();
        }
    }

    private static void sales(OrderTable table, long[] revenues, byte[] bytes, int from, int to) {
        Fields fields = new Fields(bytes, from);
        while (fields.at < to) {
            int slot = table.slotOf(fields.number());
            if (slot >= 0) {
                fields.skip(4);
                long price = fields.hundredths();
                long discount = fields.hundredths();
                fields.skip(3);
                if (fields.day() > DAY) {
                    revenues[slot] += price * (100 - discount);
                }
            }
            fields.endLine();
        }
    }

    /** Orders by key: open addressing. */
    private static final class OrderTable {
        /** The key, 0 if free: keys are from 1; the day; the priority. */
        private final long[] slots;

        private final int mask;

        OrderTable(List<LongList> orders) {
            int count = 0;
            for (LongList list : orders) {
                count += list.size / ORDER_LONGS;
            }
            mask = Integer.highestOneBit(Math.max(4, 2 * count)) * 2 - 1;
            slots = new long[(mask + 1) * ORDER_LONGS];
            for (LongList list : orders) {
                for (int i = 0; i < list.size; i += ORDER_LONGS) {
                    int slot = free(list.values[i]);
                    System.arraycopy(list.values, i, slots, slot * ORDER_LONGS, ORDER_LONGS);
                }
            }
        }

        int slotCount() {
            return mask + 1;
        }

        private int free(long key) {
            int slot = (int) LongTable.hash(key) & mask;
            while (slots[slot * ORDER_LONGS] != 0) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        /** -1 if there is no such order. */
        int slotOf(long key) {
            int slot = (int) LongTable.hash(key) & mask;
            while (true) {
                long found = slots[slot * ORDER_LONGS];
                if (found == key) {
                    return slot;
                }
                if (found == 0) {
                    return -1;
                }
                slot = (slot + 1) & mask;
            }
        }

        /** Revenue is never 0: no price is, and no discount is everything. */
        Answer answer(List<long[]> revenues) {
            Answer answer = Answer.NOTHING;
            for (int slot = 0; slot <= mask; slot++) {
                long revenue = 0;
                for (long[] part : revenues) {
                    revenue += part[slot];
                }
                if (revenue != 0) {
                    int at = slot * ORDER_LONGS;
                    answer = answer.plus(Answers.order(slots[at], revenue, slots[at + 1], slots[at + 2]));
                }
            }
            return answer;
        }
    }

    private static final class LongList {
        private long[] values = new long[1024];
        private int size;

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }
    }

    /** A position in lines of fields with a bar behind each. */
    private static final class Fields {
        private final byte[] bytes;
        private int at;

        Fields(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        long number() {
            long value = 0;
            for (; bytes[at] != '|'; at++) {
                value = value * 10 + bytes[at] - '0';
            }
            at++;
            return value;
        }

        long hundredths() {
            long value = 0;
            for (; bytes[at] != '|'; at++) {
                if (bytes[at] != '.') {
                    value = value * 10 + bytes[at] - '0';
                }
            }
            at++;
            return value;
        }

        int day() {
            int year = digits(at) * 100 + digits(at + 2);
            int day = (int) LocalDate.of(year, digits(at + 5), digits(at + 8)).toEpochDay();
            at += 11;
            return day;
        }

        private int digits(int from) {
            return (bytes[from] - '0') * 10 + bytes[from + 1] - '0';
        }

        void skip(int fields) {
            for (int left = fields; left > 0; at++) {
                if (bytes[at] == '|') {
                    left--;
                }
            }
        }

        void endLine() {
            while (bytes[at] != '\n') {
                at++;
            }
            at++;
        }
    }
}
