package io.dataflow.examples.tpch;

import io.dataflow.api.text.Text;
import java.time.LocalDate;

/** One part of an order. */
public record LineItem(
        long orderKey,
        int partKey,
        int suppKey,
        int lineNumber,
        @Decimal(2) long quantity,
        @Decimal(2) long extendedPrice,
        @Decimal(2) long discount,
        @Decimal(2) long tax,
        Text returnFlag,
        Text status,
        LocalDate shipDate,
        LocalDate commitDate,
        LocalDate receiptDate,
        Text shipInstructions,
        Text shipMode,
        Text comment) {
    static LineItem parse(Text line) {
        Fields fields = new Fields("lineitem", line);
        return new LineItem(
                fields.longNumber(),
                fields.intNumber(),
                fields.intNumber(),
                fields.intNumber(),
                fields.hundredths(),
                fields.hundredths(),
                fields.hundredths(),
                fields.hundredths(),
                fields.text(),
                fields.text(),
                fields.date(),
                fields.date(),
                fields.date(),
                fields.text(),
                fields.text(),
                fields.lastText());
    }

    /** The price less the discount, with four digits behind the point. */
    long revenue() {
        return extendedPrice * (100 - discount);
    }

    /** The revenue and the tax on it, with six digits behind the point. */
    long charge() {
        return revenue() * (100 + tax);
    }

    boolean isLate() {
        return receiptDate.isAfter(commitDate);
    }
}
