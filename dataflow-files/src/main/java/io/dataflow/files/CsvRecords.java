package io.dataflow.files;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.io.FileSplit;
import io.dataflow.api.io.RawLines;
import java.io.IOException;
import java.util.Iterator;

/**
 * The records of one split, as fields, one after the other. The parser is FastCSV; it is begun anew behind a malformed
 * record. Confined to one thread.
 */
final class CsvRecords implements AutoCloseable {
    /** What {@link #next} found. */
    enum Found {
        RECORD,
        MALFORMED,
        /** A record is larger than the limit: there is no going on. */
        TOO_LARGE,
        END
    }

    /** Stands for no quote, and for no comment: bytes have no such characters. */
    private static final char NEVER = '\uFFFF';

    private static final char NEVER_EITHER = '\uFFFE';

    private final CsvDialect dialect;
    private final CsvOptions options;
    private final RawLines input;
    private final CsvLines lines;
    private final Handler handler;
    private Iterator<Handler> parser;
    private String problem = "";

    CsvRecords(FileSplit split, CsvDialect dialect, CsvOptions options) throws IOException {
        this.dialect = dialect;
        this.options = options;
        this.input = RawLines.open(split, options.maxRecordBytes());
        this.lines = new CsvLines(input, options);
        this.handler = new Handler(new RowFields.OfStrings(dialect, -1, true));
        this.parser = begin();
    }

    private Iterator<Handler> begin() {
        lines.beginParser();
        return CsvReader.builder()
                .fieldSeparator(dialect.delimiter())
                .quoteCharacter(dialect.quote() == CsvDialect.NONE ? NEVER : dialect.quote())
                .commentStrategy(dialect.comment() == CsvDialect.NONE ? CommentStrategy.NONE : CommentStrategy.SKIP)
                .commentCharacter(dialect.comment() == CsvDialect.NONE ? NEVER_EITHER : dialect.comment())
                .skipEmptyLines(true)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(Math.max(options.maxRecordBytes(), 16 << 10))
                .build(handler, lines)
                .iterator();
    }

    /** Where the lines come from, to look at or to pass by before the first record. */
    CsvLines lines() {
        return lines;
    }

    long readBytes() {
        return input.readBytes();
    }

    /** Goes to the next record and hands its fields to {@code sink}. */
    Found next(FieldSink sink) throws IOException {
        handler.sink = sink;
        do {
            lines.prepare();
            Found found = parse();
            if (found != Found.RECORD || handler.isRecord) {
                return found;
            }
        } while (true);
    }

    private Found parse() throws IOException {
        try {
            if (!parser.hasNext()) {
                return Found.END;
            }
            parser.next();
            return Found.RECORD;
        } catch (CsvParseException malformed) {
            if (malformed.getCause() instanceof DataflowException ours) {
                throw ours;
            }
            problem = withoutPlace(String.valueOf(malformed.getMessage()));
            return Found.MALFORMED;
        } catch (java.io.UncheckedIOException unread) {
            if (unread.getCause() instanceof CsvLines.RecordTooLargeException) {
                problem = "the record has more than " + options.maxRecordBytes()
                        + " bytes; is a quote never closed? Else state a larger maxRecordBytes(...)";
                return Found.TOO_LARGE;
            }
            throw unread.getCause();
        }
    }

    /** The parser counts the lines it was given, which are not those of the file. */
    private static String withoutPlace(String message) {
        int place = message.indexOf(" (record starting");
        String text = place < 0 ? message : message.substring(0, place);
        return text.startsWith("Unclosed") ? "a quoted field is never closed" : decapitalized(text);
    }

    private static String decapitalized(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    /** What is wrong with the record that was just found to be malformed or too large. */
    String problem() {
        return problem;
    }

    /** After a malformed record: goes on with the line behind the one in which it began. */
    void recover() {
        lines.giveUpFirstLine();
        parser = begin();
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    /** Passes the fields on, and lets every line through so that the reader above is asked between any two of them. */
    private final class Handler extends CsvCallbackHandler<Handler> {
        private FieldSink sink;
        private int fieldCount;
        private boolean isRecord;

        Handler(FieldSink sink) {
            this.sink = sink;
        }

        @Override
        protected RecordType getRecordType() {
            return RecordType.DATA;
        }

        @Override
        protected int getFieldCount() {
            return fieldCount;
        }

        @Override
        protected void beginRecord(long lineNumber) {
            fieldCount = 0;
            isRecord = true;
            lines.beginRecord();
            sink.beginRecord();
        }

        @Override
        protected void addField(char[] bytes, int offset, int length, boolean quoted) {
            sink.field(fieldCount++, bytes, offset, length, quoted);
        }

        @Override
        protected void setComment(char[] bytes, int offset, int length) {
            isRecord = false;
        }

        @Override
        protected void setEmpty() {
            isRecord = false;
        }

        @Override
        protected Handler buildRecord() {
            if (isRecord) {
                sink.endRecord(fieldCount);
            }
            return this;
        }
    }
}
