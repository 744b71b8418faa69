package io.dataflow.runtime.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives on one connection into frames, and these into messages, however the bytes were split on the way.
 * A block's bytes are copied once, into the array that the message keeps.
 *
 * <p>Memory follows the bytes that did arrive, not the length that a frame claims. Confined to one thread.
 */
public final class FrameReader {
    /** So much is taken at once on the word of a frame's length; a longer frame's array grows with what arrives. */
    private static final int TRUSTED_BYTES = 512 * 1024;

    private final int maxControlBytes;
    private final int maxBlockBytes;
    private final ByteBuffer head = ByteBuffer.allocate(MessageCodec.BLOCK_FRAME_OVERHEAD_BYTES);

    /** Null while the head of the next frame is read; then its body, as long as what it holds so far needs. */
    private byte @Nullable [] body;

    private int bodyLength;
    private int filled;
    private boolean ended;

    /** Longer control frames, and frames with longer blocks, are malformed. */
    public FrameReader(int maxControlBytes, int maxBlockBytes) {
        this.maxControlBytes = maxControlBytes;
        this.maxBlockBytes = maxBlockBytes;
        head.limit(FrameType.LENGTH_BYTES + FrameType.TYPE_BYTES);
    }

    /** Takes all of {@code bytes} and hands on the messages they complete. After a failure the reader is of no more use. */
    public void read(ByteBuffer bytes, Consumer<? super Message> out) throws MalformedMessageException {
        while (bytes.hasRemaining()) {
            if (ended) {
                throw new MalformedMessageException(
                        "What follows the last frame", bytes.remaining() + " bytes", "nothing");
            }
            if (body == null) {
                readHead(bytes);
            } else {
                readBody(body, bytes);
            }
            if (body != null && filled == bodyLength) {
                Message message = message(body);
                body = null;
                head.clear().limit(FrameType.LENGTH_BYTES + FrameType.TYPE_BYTES);
                out.accept(message);
            }
        }
    }

    /** Whether the peer said goodbye. */
    public boolean ended() {
        return ended;
    }

    private void readHead(ByteBuffer bytes) throws MalformedMessageException {
        transfer(bytes, head);
        if (head.hasRemaining()) {
            return;
        }
        int length = head.getInt(0) - FrameType.TYPE_BYTES;
        byte type = head.get(FrameType.LENGTH_BYTES);
        switch (type) {
            case FrameType.CONTROL, FrameType.EVENT ->
                beginBody(Field.between("The length of a frame", length, 1, maxControlBytes));
            case FrameType.BLOCK -> readBlockHead(length, bytes);
            case FrameType.GOODBYE -> ended = Field.between("The length of a goodbye", length, 0, 0) == 0;
            default -> throw new MalformedMessageException("The type of a frame", type, "a known one");
        }
    }

    private void readBlockHead(int length, ByteBuffer bytes) throws MalformedMessageException {
        int blockLength = length - FrameType.STREAM_BYTES;
        Field.between("The length of a block", blockLength, 1, maxBlockBytes);
        head.limit(MessageCodec.BLOCK_FRAME_OVERHEAD_BYTES);
        transfer(bytes, head);
        if (!head.hasRemaining()) {
            beginBody(blockLength);
        }
    }

    private void beginBody(int length) {
        bodyLength = length;
        filled = 0;
        body = new byte[Math.min(length, TRUSTED_BYTES)];
    }

    private void readBody(byte[] target, ByteBuffer bytes) {
        int count = Math.min(bytes.remaining(), bodyLength - filled);
        byte[] roomy = target;
        if (filled + count > target.length) {
            roomy = Arrays.copyOf(target, (int) Math.min(bodyLength, Math.max(2L * target.length, filled + count)));
            body = roomy;
        }
        bytes.get(roomy, filled, count);
        filled += count;
    }

    private Message message(byte[] bytes) throws MalformedMessageException {
        byte type = head.get(FrameType.LENGTH_BYTES);
        if (type != FrameType.BLOCK) {
            return MessageCodec.decode(type, bytes);
        }
        long stream = head.getLong(FrameType.LENGTH_BYTES + FrameType.TYPE_BYTES);
        return new Message.BlockFrame(Field.natural("The stream of a block", stream), bytes);
    }

    private static void transfer(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        to.position(to.position() + count);
        from.position(from.position() + count);
    }
}
