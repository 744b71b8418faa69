package io.dataflow.files;

import java.io.Serializable;

/**
 * What is asked of the reader of a CSV file, beyond its dialect.
 *
 * @param multiline whether a quoted field may contain line ends
 * @param ragged whether records may have fewer or more fields than there are columns
 * @param missingColumns whether a column that is asked for may be missing from the file
 * @param skipLines how many lines of each file stand before everything else
 */
record CsvOptions(
        boolean multiline,
        boolean ragged,
        boolean missingColumns,
        int skipLines,
        int maxRecordBytes,
        BadRecords badRecords)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    static final CsvOptions DEFAULT =
            new CsvOptions(true, false, false, 0, RecordLimits.DEFAULT_BYTES, BadRecords.fail());

    CsvOptions withMultiline(boolean changed) {
        return new CsvOptions(changed, ragged, missingColumns, skipLines, maxRecordBytes, badRecords);
    }

    CsvOptions withRagged(boolean changed) {
        return new CsvOptions(multiline, changed, missingColumns, skipLines, maxRecordBytes, badRecords);
    }

    CsvOptions withMissingColumns(boolean changed) {
        return new CsvOptions(multiline, ragged, changed, skipLines, maxRecordBytes, badRecords);
    }

    CsvOptions withSkipLines(int changed) {
        return new CsvOptions(multiline, ragged, missingColumns, changed, maxRecordBytes, badRecords);
    }

    CsvOptions withMaxRecordBytes(int changed) {
        return new CsvOptions(multiline, ragged, missingColumns, skipLines, changed, badRecords);
    }

    CsvOptions withBadRecords(BadRecords changed) {
        return new CsvOptions(multiline, ragged, missingColumns, skipLines, maxRecordBytes, changed);
    }
}
