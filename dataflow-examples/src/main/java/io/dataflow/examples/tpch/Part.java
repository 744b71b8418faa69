package io.dataflow.examples.tpch;

import io.dataflow.api.text.Text;

/** Something to buy. */
public record Part(
        int partKey,
        Text name,
        Text manufacturer,
        Text brand,
        Text type,
        int size,
        Text container,
        @Decimal(2) long retailPrice,
        Text comment) {
    static Part parse(Text line) {
        Fields fields = new Fields("part", line);
        return new Part(
                fields.intNumber(),
                fields.text(),
                fields.text(),
                fields.text(),
                fields.text(),
                fields.intNumber(),
                fields.text(),
                fields.hundredths(),
                fields.lastText());
    }
}
