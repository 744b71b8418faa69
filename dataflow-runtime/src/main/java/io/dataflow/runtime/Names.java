package io.dataflow.runtime;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names that nothing else has. */
final class Names {
    private static final int RANDOM_BYTES = 6;

    private Names() {}

    static String unique(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
