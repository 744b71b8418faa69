package io.dataflow.runtime.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.MessageCodec;
import io.dataflow.runtime.protocol.RandomMessages;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JournalEntryTest {
    private final MessageCodec codec = new MessageCodec();

    @Seeds(20)
    void an_entry_is_read_as_it_was_written(Random random) throws IOException {
        for (JournalEntry entry : List.of(
                JournalEntry.connected(random.nextLong(), random.nextLong(), "host:1"),
                JournalEntry.said(
                        random.nextLong(), random.nextLong(), new RandomMessages(random).next(Message.Heartbeat.class)),
                JournalEntry.closed(random.nextLong(), random.nextLong(), new IOException("broke")),
                JournalEntry.closed(random.nextLong(), random.nextLong(), null),
                JournalEntry.ticked(random.nextLong()),
                JournalEntry.restarted(random.nextLong()))) {
            assertThat(JournalEntry.decode(entry.encode(codec))).isEqualTo(entry);
        }
    }

    @Seeds(20)
    void any_message_can_be_an_entry(Random random) throws IOException {
        Message message = new RandomMessages(random).next();

        JournalEntry read = JournalEntry.decode(JournalEntry.said(1, 2, message).encode(codec));

        assertThat(read.message()).isExactlyInstanceOf(message.getClass());
    }

    @Test
    void an_entry_of_an_unknown_kind_is_refused() {
        assertThatThrownBy(() -> JournalEntry.decode(new byte[20]))
                .hasMessageContaining("an entry of 20 bytes is of an unknown kind");
    }
}
