package io.dataflow.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.shuffle.hash.KeyHash;
import io.dataflow.testing.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HotKeysTest {
    private final Codec<Object> codec = Codecs.derive(ValueType.of(String.class));
    private final HotKeys keys = new HotKeys(codec);

    private void add(String key) {
        ByteOutput output = new ByteOutput();
        codec.encode(key, output);
        keys.add(output.bytes(), 0, output.length(), KeyHash.of(output.bytes(), 0, output.length()));
    }

    @Seeds(20)
    void keys_with_many_records_are_found_among_many_others(Random random) {
        int records = 50_000;
        for (int i = 0; i < records; i++) {
            int kind = random.nextInt(10);
            add(kind < 3 ? "three tenths" : kind < 5 ? "a fifth" : "other " + random.nextInt(10_000));
        }

        assertThat(keys.records()).isEqualTo(records);
        assertThat(keys.found()).containsOnlyKeys("three tenths", "a fifth").allSatisfy((key, count) -> {
            double part = key.equals("a fifth") ? 0.2 : 0.3;
            assertThat((double) count).isBetween((part - 0.06) * records, (part + 0.04) * records);
        });
    }

    @Seeds(10)
    void batches_of_keys_are_counted_as_one_by_one(Random random) {
        HotKeys batched = new HotKeys(codec);
        LongAccumulatorBatch batch = new LongAccumulatorBatch(1);
        for (int i = 0; i < 20_000; i++) {
            String key =
                    random.nextInt(4) == 0 ? "often" : random.nextInt(3) == 0 ? "a long key, now and then" : "key " + i;
            add(key);
            codec.encode(key, batch.nextKey());
            batch.add();
            if (batch.count() == 64 || random.nextInt(40) == 0) {
                batch.complete();
                batched.addAll(batch);
                batch.clear();
            }
        }
        batch.complete();
        batched.addAll(batch);

        assertThat(batched.records()).isEqualTo(keys.records());
        assertThat(batched.found()).isEqualTo(keys.found()).containsKeys("often", "a long key, now and then");
    }

    @Seeds(5)
    void no_key_is_found_where_all_are_alike(Random random) {
        random.ints(50_000, 0, 5_000).forEach(key -> add("key " + key));

        assertThat(keys.found()).isEmpty();
    }

    @Test
    void a_rhythm_of_the_data_does_not_matter() {
        for (int i = 0; i < 64_000; i++) {
            add(i % 16 == 0 ? "now and then" : i % 2 == 0 ? "often" : "other " + i);
        }

        assertThat(keys.found().get("often")).isBetween(24_000L, 32_000L);
        assertThat(keys.found().getOrDefault("now and then", 0L)).isLessThan(8_000);
    }

    @Test
    void few_records_say_nothing() {
        for (int i = 0; i < 999; i++) {
            add("always");
        }

        assertThat(keys.found()).isEmpty();
    }

    @Test
    void long_keys_and_odd_ones_are_shown_in_one_short_line() {
        String shown = "a\nb" + "c".repeat(100);
        String hidden = "d".repeat(1_000);
        for (int i = 0; i < 4_000; i++) {
            add(i % 2 == 0 ? shown : hidden);
        }

        assertThat(keys.found()).containsOnlyKeys("a?b" + "c".repeat(54) + "...", "of more than 256 bytes");
    }

    @Test
    void a_key_that_cannot_be_read_is_told_all_the_same() {
        byte[] broken = {5, 'a'};
        for (int i = 0; i < 2_000; i++) {
            keys.add(broken, 0, broken.length, 1);
        }

        assertThat(keys.found()).containsOnlyKeys("that cannot be shown: io.dataflow.api.failure.DataflowException");
    }
}
