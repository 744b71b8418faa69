package io.dataflow.runtime.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.text.Text;
import io.dataflow.shuffle.hash.KeyHash;
import io.dataflow.shuffle.hash.KeyWords;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongAccumulatorBatchTest {
    private final Codec<Object> texts = Codecs.derive(ValueType.of(Text.class));
    private final LongAccumulatorBatch batch = new LongAccumulatorBatch(2);

    @Seeds(50)
    void keys_are_those_that_the_codec_writes_whichever_way_they_come(Random random) {
        int longest = 1 + random.nextInt(random.nextBoolean() ? 20 : 300);
        for (int round = 0; round < 3; round++) {
            List<byte[]> expected = new ArrayList<>();
            boolean full = false;
            while (!full) {
                byte[] array = new byte[random.nextInt(longest) + random.nextInt(40)];
                random.nextBytes(array);
                int offset = random.nextInt(array.length + 1);
                Text text = Text.of(array, offset, random.nextInt(array.length - offset + 1));
                batch.accumulators()[batch.nextAccumulator() + 1] = expected.size();
                if (random.nextInt(5) == 0) {
                    batch.nextKey().writeBytes("a key that could not be encoded".getBytes(UTF_8));
                }
                if (random.nextBoolean()) {
                    full = batch.add(text);
                } else {
                    texts.encode(text, batch.nextKey());
                    full = batch.add();
                }
                ByteOutput output = new ByteOutput();
                texts.encode(text, output);
                expected.add(output.toByteArray());
            }
            boolean forTable = random.nextBoolean();
            if (forTable) {
                batch.completeForTable();
            } else {
                batch.complete();
            }

            assertThat(batch.count()).isEqualTo(expected.size());
            for (int i = 0; i < batch.count(); i++) {
                assertKey(i, expected.get(i));
                assertThat(batch.hashes()[i]).isEqualTo(hash(expected.get(i), forTable));
                assertThat(batch.accumulators()[batch.accumulator(i) + 1]).isEqualTo(i);
            }
            batch.clear();
            assertThat(batch.count()).isZero();
        }
    }

    private static long hash(byte[] key, boolean forTable) {
        return forTable && key.length <= KeyWords.MAX_BYTES
                ? KeyWords.hash(KeyWords.first(key, 0, key.length), KeyWords.second(key, 0, key.length))
                : KeyHash.of(key, 0, key.length);
    }

    private void assertKey(int index, byte[] expected) {
        int length = expected.length;
        byte[] bytes = batch.keyBytes(index);
        int offset = batch.keyOffset(index);
        assertThat(batch.keyLength(index)).isEqualTo(length);
        assertThat(Arrays.copyOfRange(bytes, offset, offset + length)).isEqualTo(expected);
        assertThat(batch.keyHash(index)).isEqualTo(KeyHash.of(expected, 0, length));
        if (length <= KeyWords.MAX_BYTES) {
            assertThat(batch.firstWord(index)).isEqualTo(KeyWords.first(expected, 0, length));
            assertThat(batch.secondWord(index)).isEqualTo(KeyWords.second(expected, 0, length));
        }
    }

    @Test
    void a_key_of_no_bytes_is_one() {
        batch.nextKey().writeBytes("before".getBytes(UTF_8));
        batch.add();
        batch.complete();
        batch.clear();

        batch.nextKey();
        batch.add();
        batch.complete();

        assertKey(0, new byte[0]);
    }
}
