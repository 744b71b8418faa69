package io.dataflow.shuffle.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentHashTest {
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Entry(int partition, byte[] key, byte[] value) {}

    @Seeds(20)
    void the_order_of_records_does_not_matter_and_every_byte_does(Random random) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] key = new byte[random.nextInt(100)];
            byte[] value = new byte[1 + random.nextInt(100)];
            random.nextBytes(key);
            random.nextBytes(value);
            entries.add(new Entry(random.nextInt(5), key, value));
        }
        long hash = hash(entries);

        Collections.shuffle(entries, random);
        assertThat(hash(entries)).isEqualTo(hash);

        byte[] value = entries.get(random.nextInt(50)).value();
        value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
        assertThat(hash(entries)).isNotEqualTo(hash);
    }

    @Test
    void partition_key_and_value_are_told_apart() {
        byte[] ab = {1, 2};
        byte[] a = {1};
        byte[] b = {2};
        byte[] none = {};

        List<Long> hashes = List.of(
                hash(List.of(new Entry(0, a, b))),
                hash(List.of(new Entry(1, a, b))),
                hash(List.of(new Entry(0, b, a))),
                hash(List.of(new Entry(0, ab, none))),
                hash(List.of(new Entry(0, none, ab))),
                hash(List.of(new Entry(0, a, b), new Entry(0, a, b))),
                hash(List.of(new Entry(0, a, b), new Entry(0, a, b), new Entry(0, a, b))),
                hash(List.of(new Entry(0, none, none))),
                hash(List.of()));

        assertThat(hashes).doesNotHaveDuplicates();
    }

    private static long hash(List<Entry> entries) {
        ContentHash hash = new ContentHash();
        entries.forEach(e -> hash.add(e.partition(), e.key(), 0, e.key().length, e.value(), 0, e.value().length));
        return hash.value();
    }
}
