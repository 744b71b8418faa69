package io.dataflow.runtime.protocol;

/**
 * The byte that says what a frame carries.
 *
 * <pre>
 * frame     length (4 bytes, big-endian; counts what follows it), type (1 byte), body
 * CONTROL   body: a protobuf Envelope
 * BLOCK     body: stream (8 bytes), one encoded block as it is
 * EVENT     body: event (1 byte), stream (8 bytes), for FETCH_FAILED the reason in UTF-8, for FETCH_NEXT a
 *           count of blocks (8 bytes)
 * GOODBYE   no body; the sender closes in order, and nothing follows
 * </pre>
 *
 * <p>Events keep their place among the blocks of their stream. Bytes 3 to 6 are reserved for end of data, watermark,
 * barrier and idle.
 */
final class FrameType {
    static final byte CONTROL = 1;
    static final byte BLOCK = 2;
    static final byte EVENT = 3;
    static final byte GOODBYE = 4;

    static final byte END_OF_PARTITION = 1;
    static final byte FETCH_FAILED = 2;
    static final byte FETCH_NEXT = 7;

    static final int LENGTH_BYTES = 4;
    static final int TYPE_BYTES = 1;
    static final int STREAM_BYTES = 8;
    static final int EVENT_BYTES = 1;
    static final int COUNT_BYTES = 8;

    private FrameType() {}
}
