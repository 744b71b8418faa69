package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.protocol.FrameReader;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.MessageCodec;
import io.dataflow.shuffle.block.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a coordinator, as it is kept in its journal:
 *
 * <table>
 * <caption>Entry</caption>
 * <tr><td>1 byte</td><td>kind: 1 a peer connected, 2 it said something, 3 its connection ended, 4 time passed, 5 the
 * coordinator was started again</td></tr>
 * <tr><td>8 bytes</td><td>when, in milliseconds of the coordinator's own time, which stands still while it is not
 * there</td></tr>
 * <tr><td>8 bytes</td><td>number of the connection; 0 for kinds 4 and 5</td></tr>
 * <tr><td>the rest</td><td>kind 1: the peer's address in UTF-8; 2: the message as a frame; 3: why it ended in UTF-8, nothing
 * if in order</td></tr>
 * </table>
 */
record JournalEntry(Kind kind, long millis, long connection, @Nullable String text, @Nullable Message message) {
    enum Kind {
        CONNECTED(1),
        SAID(2),
        CLOSED(3),
        TICKED(4),
        RESTARTED(5);

        private final byte number;

        Kind(int number) {
            this.number = (byte) number;
        }

        private static Kind of(byte[] entry) throws IOException {
            for (Kind kind : values()) {
                if (entry.length >= HEAD_BYTES && entry[0] == kind.number) {
                    return kind;
                }
            }
            throw new IOException("an entry of " + entry.length + " bytes is of an unknown kind");
        }
    }

    private static final int HEAD_BYTES = 17;
    private static final int MAX_FRAME_BYTES = JournalFile.MAX_CONTENT_BYTES;

    static JournalEntry connected(long millis, long connection, String peer) {
        return new JournalEntry(Kind.CONNECTED, millis, connection, peer, null);
    }

    static JournalEntry said(long millis, long connection, Message message) {
        return new JournalEntry(Kind.SAID, millis, connection, null, message);
    }

    static JournalEntry closed(long millis, long connection, @Nullable Throwable cause) {
        return new JournalEntry(Kind.CLOSED, millis, connection, cause == null ? null : cause.toString(), null);
    }

    static JournalEntry ticked(long millis) {
        return new JournalEntry(Kind.TICKED, millis, 0, null, null);
    }

    static JournalEntry restarted(long millis) {
        return new JournalEntry(Kind.RESTARTED, millis, 0, null, null);
    }

    /** Whether it may be forgotten as long as nothing came of it. */
    boolean isMinor() {
        return kind == Kind.TICKED || message instanceof Message.Heartbeat;
    }

    byte[] encode(MessageCodec codec) {
        ByteBuffer[] frame = message == null ? new ByteBuffer[0] : codec.encode(message);
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        int length = HEAD_BYTES + bytes.length;
        for (ByteBuffer part : frame) {
            length += part.remaining();
        }
        ByteBuffer entry = ByteBuffer.allocate(length);
        entry.put(kind.number).putLong(millis).putLong(connection).put(bytes);
        for (ByteBuffer part : frame) {
            entry.put(part.duplicate());
        }
        return entry.array();
    }

    static JournalEntry decode(byte[] entry) throws IOException {
        Kind kind = Kind.of(entry);
        ByteBuffer in = ByteBuffer.wrap(entry, 1, entry.length - 1);
        long millis = in.getLong();
        long connection = in.getLong();
        if (kind == Kind.SAID) {
            return said(millis, connection, message(in));
        }
        String text = in.hasRemaining() ? StandardCharsets.UTF_8.decode(in).toString() : null;
        return new JournalEntry(kind, millis, connection, text, null);
    }

    private static Message message(ByteBuffer in) throws IOException {
        List<Message> messages = new ArrayList<>();
        new FrameReader(MAX_FRAME_BYTES, BlockCodec.MAX_BLOCK_BYTES).read(in, messages::add);
        if (messages.size() != 1) {
            throw new IOException("an entry has " + messages.size() + " messages instead of 1");
        }
        return messages.get(0);
    }
}
