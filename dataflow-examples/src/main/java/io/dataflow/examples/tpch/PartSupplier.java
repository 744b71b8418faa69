package io.dataflow.examples.tpch;

import io.dataflow.api.text.Text;

/** That a supplier has a part, how many of it, and at what cost. */
public record PartSupplier(int partKey, int suppKey, int availableQuantity, @Decimal(2) long supplyCost, Text comment) {
    static PartSupplier parse(Text line) {
        Fields fields = new Fields("partsupp", line);
        return new PartSupplier(
                fields.intNumber(), fields.intNumber(), fields.intNumber(), fields.hundredths(), fields.lastText());
    }
}
