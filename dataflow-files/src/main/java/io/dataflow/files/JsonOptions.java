package io.dataflow.files;

import java.io.Serializable;

/**
 * What is asked of the reader of JSON lines.
 *
 * @param strict whether properties that no component asks for are errors
 */
record JsonOptions(boolean strict, int maxRecordBytes, BadRecords badRecords) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final JsonOptions DEFAULT = new JsonOptions(false, RecordLimits.DEFAULT_BYTES, BadRecords.fail());
}
