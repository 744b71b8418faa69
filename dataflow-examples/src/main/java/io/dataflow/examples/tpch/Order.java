package io.dataflow.examples.tpch;

import io.dataflow.api.text.Text;
import java.time.LocalDate;

/** What a customer ordered at a time, as a whole. */
public record Order(
        long orderKey,
        int custKey,
        Text status,
        @Decimal(2) long totalPrice,
        LocalDate orderDate,
        Text priority,
        Text clerk,
        int shipPriority,
        Text comment) {
    static Order parse(Text line) {
        Fields fields = new Fields("orders", line);
        return new Order(
                fields.longNumber(),
                fields.intNumber(),
                fields.text(),
                fields.hundredths(),
                fields.date(),
                fields.text(),
                fields.text(),
                fields.intNumber(),
                fields.lastText());
    }
}
