package io.dataflow.shuffle;

/** A key, cut to 64 bytes, that stands for {@code weightBytes} of records at and around it. */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
public record KeySample(byte[] key, long weightBytes) {
    public static final int MAX_KEY_BYTES = 64;
}
