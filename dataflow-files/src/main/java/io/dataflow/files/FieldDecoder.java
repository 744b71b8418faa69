package io.dataflow.files;

import io.dataflow.api.text.Text;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/** The text of a field whose bytes came as characters. Confined to one thread. */
final class FieldDecoder {
    private final CharsetDecoder decoder;

    FieldDecoder(String charset) {
        decoder = Charset.forName(charset)
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    static boolean isAscii(char[] bytes, int offset, int length) {
        int bits = 0;
        for (int i = offset; i < offset + length; i++) {
            bits |= bytes[i];
        }
        return bits < 0x80;
    }

    /** Throws {@link CharacterCodingException} for bytes that the charset does not have. */
    String decode(char[] bytes, int offset, int length) throws CharacterCodingException {
        if (isAscii(bytes, offset, length)) {
            return new String(bytes, offset, length);
        }
        return decoder.decode(ByteBuffer.wrap(asBytes(bytes, offset, length))).toString();
    }

    /** For messages: replaces what cannot be decoded. */
    String show(char[] bytes, int offset, int length) {
        int shown = Math.min(length, BadRecord.MAX_TEXT_CHARACTERS / 4);
        String text = BadRecordCounter.shortened(Text.of(new String(asBytes(bytes, offset, shown), decoder.charset())));
        return '"' + (shown < length ? text + "..." : text) + '"';
    }

    private static byte[] asBytes(char[] bytes, int offset, int length) {
        byte[] narrow = new byte[length];
        for (int i = 0; i < length; i++) {
            narrow[i] = (byte) bytes[offset + i];
        }
        return narrow;
    }
}
