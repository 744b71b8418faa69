package io.dataflow.runtime.protocol;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.dataflow.runtime.protocol.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Messages as frames, and back. Blocks travel as they are; what concerns a stream of blocks travels as an event;
 * everything else is protobuf. {@link FrameType} has the format, {@link FrameReader} cuts a byte stream into frames.
 *
 * <p>Safe for use by many threads.
 */
public final class MessageCodec {
    /** Version of frames and messages. Peers of different versions refuse each other in the handshake. */
    public static final int PROTOCOL_VERSION = 2;

    /** What a frame needs besides the block that it carries. */
    public static final int BLOCK_FRAME_OVERHEAD_BYTES =
            FrameType.LENGTH_BYTES + FrameType.TYPE_BYTES + FrameType.STREAM_BYTES;

    /** What every event has: which one, and of which stream. */
    private static final int HEAD_BYTES = FrameType.EVENT_BYTES + FrameType.STREAM_BYTES;

    private static final int MAX_REASON_BYTES = 64 * 1024;

    private final MessageEncoder encoder = new MessageEncoder();

    /** The frame in one or more pieces, length first. The bytes of a block are shared, not copied. */
    public ByteBuffer[] encode(Message message) {
        if (message instanceof Message.BlockFrame frame) {
            return new ByteBuffer[] {blockHead(frame.stream(), frame.block().length), ByteBuffer.wrap(frame.block())};
        }
        return new ByteBuffer[] {encodeWhole(message)};
    }

    /** The beginning of a block's frame, {@link #BLOCK_FRAME_OVERHEAD_BYTES} long; the encoded block follows it. */
    public static ByteBuffer blockHead(long stream, int blockBytes) {
        return head(FrameType.BLOCK, FrameType.STREAM_BYTES + blockBytes, FrameType.STREAM_BYTES)
                .putLong(stream)
                .flip();
    }

    /** The last frame of a connection that is closed in order. */
    public static ByteBuffer goodbye() {
        return head(FrameType.GOODBYE, 0, 0).flip();
    }

    private ByteBuffer encodeWhole(Message message) {
        if (message instanceof Message.EndOfPartition end) {
            return event(FrameType.END_OF_PARTITION, end.stream(), new byte[0]);
        }
        if (message instanceof Message.FetchFailed failed) {
            return event(FrameType.FETCH_FAILED, failed.stream(), reasonBytes(failed.reason()));
        }
        if (message instanceof Message.FetchNext next) {
            byte[] count = ByteBuffer.allocate(FrameType.COUNT_BYTES)
                    .putLong(next.blockCount())
                    .array();
            return event(FrameType.FETCH_NEXT, next.stream(), count);
        }
        Wire.Envelope envelope = encoder.encode(message);
        int bodyBytes = envelope.getSerializedSize();
        ByteBuffer frame = head(FrameType.CONTROL, bodyBytes, bodyBytes);
        CodedOutputStream out = CodedOutputStream.newInstance(frame.slice());
        try {
            envelope.writeTo(out);
            out.flush();
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("An array of the size asked for does not hold " + message, e);
        }
        return frame.rewind();
    }

    private static ByteBuffer event(byte event, long stream, byte[] rest) {
        int bodyBytes = HEAD_BYTES + rest.length;
        ByteBuffer frame = head(FrameType.EVENT, bodyBytes, bodyBytes);
        return frame.put(event).putLong(stream).put(rest).flip();
    }

    private static ByteBuffer head(byte type, int bodyBytes, int roomBytes) {
        return ByteBuffer.allocate(FrameType.LENGTH_BYTES + FrameType.TYPE_BYTES + roomBytes)
                .putInt(FrameType.TYPE_BYTES + bodyBytes)
                .put(type);
    }

    private static byte[] reasonBytes(String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_REASON_BYTES) {
            return bytes;
        }
        return reason.substring(0, MAX_REASON_BYTES / 3).getBytes(StandardCharsets.UTF_8);
    }

    /** The message in the body of a control or event frame. */
    static Message decode(byte type, byte[] body) throws MalformedMessageException {
        return type == FrameType.EVENT ? decodeEvent(body) : decodeControl(body);
    }

    private static Message decodeControl(byte[] body) throws MalformedMessageException {
        try {
            return MessageDecoder.decode(Wire.Envelope.parseFrom(body));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedMessageException(
                    "A control frame of " + body.length + " bytes is no protobuf Envelope: " + e.getMessage(), e);
        }
    }

    private static Message decodeEvent(byte[] body) throws MalformedMessageException {
        Field.between("The length of an event", body.length, HEAD_BYTES, HEAD_BYTES + MAX_REASON_BYTES);
        ByteBuffer in = ByteBuffer.wrap(body);
        byte event = in.get();
        long stream = Field.natural("The stream of an event", in.getLong());
        return switch (event) {
            case FrameType.END_OF_PARTITION -> {
                Field.between("The length of an end of partition", body.length, HEAD_BYTES, HEAD_BYTES);
                yield new Message.EndOfPartition(stream);
            }
            case FrameType.FETCH_FAILED -> new Message.FetchFailed(stream, reason(in));
            case FrameType.FETCH_NEXT -> {
                int length = HEAD_BYTES + FrameType.COUNT_BYTES;
                Field.between("The length of a request for the next block", body.length, length, length);
                yield new Message.FetchNext(stream, Field.natural("FetchNext.blockCount", in.getLong()));
            }
            default -> throw new MalformedMessageException("The kind of an event", event, "a known one");
        };
    }

    private static String reason(ByteBuffer in) throws MalformedMessageException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("The reason of a failed fetch is no UTF-8", e);
        }
    }
}
