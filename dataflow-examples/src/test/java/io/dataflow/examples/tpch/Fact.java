package io.dataflow.examples.tpch;

import io.dataflow.api.text.Text;

/** Four columns of any table, so that any operator can follow any other. */
record Fact(long key, long other, long amount, Text name) {
    /** Keeps sums of sums within 64 bits; a prime, so that it does not hide what is divisible. */
    static final long AMOUNTS = 1_000_003;

    /** What stands for a partner that a join did not find. */
    static final Fact MISSING = new Fact(-2, -1, 0, Text.of("nobody"));

    record Both(long key, long other) {}

    Both both() {
        return new Both(key, other);
    }

    Fact joined(Fact right) {
        return new Fact(key, right.other, (amount + right.amount) % AMOUNTS, name);
    }
}
