package io.dataflow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.testing.Seeds;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCursorTest {
    private final RecordCursor cursor = new RecordCursor();

    @Test
    void an_empty_block_has_no_records() throws CorruptBlockException {
        cursor.reset(new Block(new byte[5], 3, 3, 0));

        assertThat(cursor.next()).isFalse();
    }

    @Test
    void records_without_key_or_value_are_records() throws CorruptBlockException {
        cursor.reset(new Block(new byte[] {0, 0, 0, 1, 7, 1, 0, 8}, 0, 8, 3));

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.keyLength() + cursor.valueLength()).isZero();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.bytes()[cursor.valueOffset()]).isEqualTo((byte) 7);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.bytes()[cursor.keyOffset()]).isEqualTo((byte) 8);
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.next()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // no record where one should be
                "00", // a length is missing
                "0100", // the key is missing
                "0001", // the value is missing
                "0205aabb", // the value is missing behind a key
                "80", // a length without end
                "8080808080808000", // a length of too many bytes
                "ffffffff0f00", // a negative key length
                "00ffffffff0f", // a negative value length
                "ffffffff07ffffffff07", // lengths whose sum overflows
                "0000ff", // bytes behind the last record
            })
    void a_block_of_one_record_that_is_not_one_is_refused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        cursor.reset(new Block(bytes, 0, bytes.length, 1));

        assertThatThrownBy(() -> {
                    while (cursor.next()) {
                        assertThat(cursor.recordEnd()).isLessThanOrEqualTo(bytes.length);
                    }
                })
                .isInstanceOf(CorruptBlockException.class);
    }

    @Test
    void another_cursor_looks_ahead_from_the_record_that_one_is_at() throws CorruptBlockException {
        RecordCursor ahead = new RecordCursor();
        cursor.reset(new Block(new byte[] {9, 0, 1, 7, 1, 0, 8, 0, 0, 9}, 1, 9, 3));
        cursor.next();
        cursor.next();

        ahead.resetTo(cursor);

        assertThat(ahead.next()).isTrue();
        assertThat(ahead.bytes()[ahead.keyOffset()]).isEqualTo((byte) 8);
        assertThat(ahead.next()).isTrue();
        assertThat(ahead.recordEnd()).isEqualTo(9);
        assertThat(ahead.next()).isFalse();
        assertThat(cursor.bytes()[cursor.keyOffset()]).isEqualTo((byte) 8);
    }

    @Seeds(200)
    void garbage_never_leads_outside_the_block(Random random) {
        byte[] bytes = new byte[20 + random.nextInt(60)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = random.nextInt(3) > 0 ? (byte) random.nextInt(6) : bytes[i];
        }
        int from = random.nextInt(10);
        int to = bytes.length - random.nextInt(10);
        cursor.reset(new Block(bytes, from, to, random.nextInt(20)));

        try {
            while (cursor.next()) {
                assertThat(cursor.keyOffset()).isBetween(from, to);
                assertThat(cursor.valueOffset()).isBetween(cursor.keyOffset(), to);
                assertThat(cursor.valueLength()).isNotNegative();
                assertThat(cursor.recordEnd()).isBetween(cursor.valueOffset(), to);
            }
            assertThat(cursor.recordEnd()).isEqualTo(to);
        } catch (CorruptBlockException expected) {
            assertThat(expected).hasMessageContaining("Record ");
        }
    }
}
