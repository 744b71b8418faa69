package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.both;
import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.aggregate.Two;
import io.dataflow.api.text.Text;
import java.util.Set;

/** Global sales opportunity: the customers of some countries who have much money and never ordered. */
final class Query22 {
    private static final Set<Text> CODES = Set.of(
            Text.of("13"), Text.of("31"), Text.of("23"), Text.of("29"), Text.of("30"), Text.of("18"), Text.of("17"));

    private Query22() {}

    record Row(Text code, long customerCount, @Decimal(2) long accountBalance) {}

    static Dataset<Row> rows(Tables tables) {
        Dataset<Customer> customers = tables.customers().filter(customer -> CODES.contains(code(customer)));
        Two<Long, Long> positive = customers
                .filter(customer -> customer.accountBalance() > 0)
                .aggregate(both(sumLong(Customer::accountBalance), count()));
        long sum = positive.first();
        long count = positive.second();
        return customers
                .filter(customer -> customer.accountBalance() * count > sum)
                .antiJoin(tables.orders().map(Order::custKey))
                .on(Customer::custKey, key -> key)
                .groupBy(Query22::code)
                .aggregate(count(), sumLong(Customer::accountBalance), Row::new)
                .sortBy(Row::code);
    }

    private static Text code(Customer customer) {
        return customer.phone().slice(0, 2);
    }
}
