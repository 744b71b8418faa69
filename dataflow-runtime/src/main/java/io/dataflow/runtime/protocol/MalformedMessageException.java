package io.dataflow.runtime.protocol;

import java.io.IOException;

/** Bytes of a peer that are no message. The connection they came from cannot be trusted any further. */
public final class MalformedMessageException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 100;

    MalformedMessageException(String message, Throwable cause) {
        super(message, cause);
    }

    MalformedMessageException(String field, Object value, String expected) {
        super(field + " is '" + shown(value) + "' but must be " + expected
                + "; the peer is of another version or the connection altered it");
    }

    private static String shown(Object value) {
        String text = value.toString();
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }
}
