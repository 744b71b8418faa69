package io.dataflow.examples.tpch;

import io.dataflow.api.Dataset;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.text.Text;
import java.io.Serializable;
import java.util.List;
import java.util.Random;

/** The tables with three numbers and a text of theirs, chosen at random. */
final class FactTables {
    private final List<FactTable<?>> all;

    FactTables(Tables tables) {
        this.all = List.of(
                lineItems(tables), orders(tables), customers(tables), parts(tables), offers(tables), nations(tables));
    }

    /** A column of a table as a function and as SQL. */
    record Column<T, V>(Fn1<T, V> value, String sql) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** A dataset and a query that gives the same. */
    record Selected(Dataset<Fact> records, String sql) {}

    private record FactTable<T>(
            String name, Dataset<T> records, List<Column<T, Long>> numbers, List<Column<T, Text>> texts) {
        Selected select(Random random) {
            Column<T, Long> key = any(numbers, random);
            Column<T, Long> other = any(numbers, random);
            Column<T, Long> amount = any(numbers, random);
            Column<T, Text> text = any(texts, random);
            return new Selected(
                    records.map(record -> new Fact(
                            key.value.apply(record),
                            other.value.apply(record),
                            amount.value.apply(record),
                            text.value.apply(record))),
                    "select " + key.sql + " as key, " + other.sql + " as other, " + amount.sql + " as amount, "
                            + text.sql + " as name from " + name);
        }

        private static <C> C any(List<C> choices, Random random) {
            return choices.get(random.nextInt(choices.size()));
        }
    }

    Selected select(Random random) {
        return all.get(random.nextInt(all.size())).select(random);
    }

    private static FactTable<LineItem> lineItems(Tables tables) {
        return new FactTable<>(
                "lineitem",
                tables.lineItems(),
                List.of(
                        number(LineItem::orderKey, "l_orderkey"),
                        number(item -> (long) item.partKey(), "l_partkey"),
                        number(item -> (long) item.suppKey(), "l_suppkey"),
                        number(item -> item.shipDate().toEpochDay(), days("l_shipdate")),
                        number(LineItem::discount, hundredths("l_discount")),
                        number(LineItem::extendedPrice, hundredths("l_extendedprice"))),
                List.of(
                        text(LineItem::shipMode, "l_shipmode"),
                        text(LineItem::returnFlag, "l_returnflag"),
                        text(LineItem::comment, "l_comment")));
    }

    private static FactTable<Order> orders(Tables tables) {
        return new FactTable<>(
                "orders",
                tables.orders(),
                List.of(
                        number(Order::orderKey, "o_orderkey"),
                        number(order -> (long) order.custKey(), "o_custkey"),
                        number(order -> order.orderDate().toEpochDay(), days("o_orderdate")),
                        number(Order::totalPrice, hundredths("o_totalprice"))),
                List.of(text(Order::priority, "o_orderpriority"), text(Order::clerk, "o_clerk")));
    }

    private static FactTable<Customer> customers(Tables tables) {
        return new FactTable<>(
                "customer",
                tables.customers(),
                List.of(
                        number(customer -> (long) customer.custKey(), "c_custkey"),
                        number(customer -> (long) customer.nationKey(), "c_nationkey"),
                        number(Customer::accountBalance, hundredths("c_acctbal"))),
                List.of(text(Customer::name, "c_name"), text(Customer::marketSegment, "c_mktsegment")));
    }

    private static FactTable<Part> parts(Tables tables) {
        return new FactTable<>(
                "part",
                tables.parts(),
                List.of(
                        number(part -> (long) part.partKey(), "p_partkey"),
                        number(part -> (long) part.size(), "p_size"),
                        number(Part::retailPrice, hundredths("p_retailprice"))),
                List.of(text(Part::brand, "p_brand"), text(Part::type, "p_type"), text(Part::name, "p_name")));
    }

    private static FactTable<PartSupplier> offers(Tables tables) {
        return new FactTable<>(
                "partsupp",
                tables.partSuppliers(),
                List.of(
                        number(offer -> (long) offer.partKey(), "ps_partkey"),
                        number(offer -> (long) offer.suppKey(), "ps_suppkey"),
                        number(PartSupplier::supplyCost, hundredths("ps_supplycost"))),
                List.of(text(PartSupplier::comment, "ps_comment")));
    }

    private static FactTable<Nation> nations(Tables tables) {
        return new FactTable<>(
                "nation",
                tables.nations(),
                List.of(
                        number(nation -> (long) nation.nationKey(), "n_nationkey"),
                        number(nation -> (long) nation.regionKey(), "n_regionkey")),
                List.of(text(Nation::name, "n_name")));
    }

    private static <T> Column<T, Long> number(Fn1<T, Long> value, String sql) {
        return new Column<>(value, "cast(" + sql + " as bigint)");
    }

    private static <T> Column<T, Text> text(Fn1<T, Text> value, String sql) {
        return new Column<>(value, sql);
    }

    private static String hundredths(String column) {
        return column + " * 100";
    }

    private static String days(String column) {
        return "date_diff('day', date '1970-01-01', " + column + ")";
    }
}
