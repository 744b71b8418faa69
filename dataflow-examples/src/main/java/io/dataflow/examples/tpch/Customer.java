package io.dataflow.examples.tpch;

import io.dataflow.api.text.Text;

/** Somebody who orders parts. */
public record Customer(
        int custKey,
        Text name,
        Text address,
        int nationKey,
        Text phone,
        @Decimal(2) long accountBalance,
        Text marketSegment,
        Text comment) {
    static Customer parse(Text line) {
        Fields fields = new Fields("customer", line);
        return new Customer(
                fields.intNumber(),
                fields.text(),
                fields.text(),
                fields.intNumber(),
                fields.text(),
                fields.hundredths(),
                fields.text(),
                fields.lastText());
    }
}
