package io.dataflow.examples.tpch;

import io.dataflow.api.text.Text;

/** Somebody who delivers parts. */
public record Supplier(
        int suppKey,
        Text name,
        Text address,
        int nationKey,
        Text phone,
        @Decimal(2) long accountBalance,
        Text comment) {
    static Supplier parse(Text line) {
        Fields fields = new Fields("supplier", line);
        return new Supplier(
                fields.intNumber(),
                fields.text(),
                fields.text(),
                fields.intNumber(),
                fields.text(),
                fields.hundredths(),
                fields.lastText());
    }
}
