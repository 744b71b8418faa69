package io.dataflow.shuffle;

/** What every writer asks of its arguments. */
final class WriterChecks {
    private WriterChecks() {}

    static void requireRecord(int keyLength, int valueLength) {
        if (keyLength < 0 || valueLength < 0 || keyLength > ShuffleWriter.MAX_RECORD_BYTES - valueLength) {
            throw new IllegalArgumentException("A record of " + keyLength + " key bytes and " + valueLength
                    + " value bytes is none, or longer than " + ShuffleWriter.MAX_RECORD_BYTES + " bytes");
        }
    }
}
