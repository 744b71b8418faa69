package io.dataflow.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.io.FileSplit;
import io.dataflow.api.io.RawLines;
import io.dataflow.api.io.SourceReader;
import io.dataflow.api.text.Text;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the lines that begin in one split, each by a parser of its own, so that a bad line spoils no other. */
final class JsonRecordReader<T> implements SourceReader<T> {
    private static final int MARK_BYTES = 3;

    private final FileSplit split;
    private final JsonOptions options;
    private final RawLines lines;
    private final JsonShape shape;
    private final BadRecordCounter bad;
    private final JsonFactory json = JsonText.factory();

    JsonRecordReader(FileSplit split, JsonOptions options, ValueType type) throws IOException {
        this.split = split;
        this.options = options;
        this.shape = JsonShape.of(type, options.strict());
        this.bad = new BadRecordCounter(split, options.badRecords());
        this.lines = RawLines.open(split, options.maxRecordBytes());
    }

    @Override
    public Poll poll(Emitter<? super T> output) throws Exception {
        do {
            if (!lines.next()) {
                return Poll.END;
            }
            read(output);
        } while (!lines.atBatchEnd());
        return Poll.MORE;
    }

    private void read(Emitter<? super T> output) throws Exception {
        byte[] bytes = lines.bytes();
        int start = lines.position() == 0 ? behindMark(bytes, lines.start()) : lines.start();
        int end = lines.textEnd();
        if (end - start > options.maxRecordBytes()) {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    split.path() + ": the line at offset " + lines.position() + " has " + (end - start)
                            + " bytes, more than the " + options.maxRecordBytes()
                            + " allowed; state a larger maxRecordBytes(...)");
        }
        if (isBlank(bytes, start, end)) {
            return;
        }
        Object value = value(bytes, start, end);
        if (value != null) {
            emit(value, output);
        }
    }

    @SuppressWarnings("unchecked")
    private void emit(Object value, Emitter<? super T> output) throws Exception {
        output.emit((T) value);
    }

    /** Null when the line is left out. */
    private @Nullable Object value(byte[] bytes, int start, int end) throws Exception {
        String place = "";
        String problem;
        try (JsonParser parser = json.createParser(bytes, start, end - start)) {
            try {
                parser.nextToken();
                Object value = shape.read(parser);
                if (parser.nextToken() != null) {
                    throw JsonShape.bad(parser, "there is more behind the value");
                }
                if (value != null) {
                    return value;
                }
                problem = "the value is null, and records never are";
            } catch (BadValueException mismatch) {
                place = mismatch.place();
                problem = mismatch.problem();
            }
        } catch (JsonProcessingException malformed) {
            place = malformed.getLocation() == null
                    ? ""
                    : "column " + malformed.getLocation().getColumnNr();
            problem = firstLine(malformed.getOriginalMessage());
        } catch (IOException malformed) {
            // Bytes that are no text, where the parser has no place for them.
            problem = firstLine(String.valueOf(malformed.getMessage()));
        }
        bad.add(lines.lineNumber(), place, problem, Text.of(bytes, start, end - start));
        return null;
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        // Where the value began, which the parser counts in the bytes it was given.
        int marker = line.indexOf(" (start marker at");
        return marker < 0 ? line : line.substring(0, marker);
    }

    private static int behindMark(byte[] bytes, int start) {
        boolean marked = start + MARK_BYTES <= bytes.length
                && bytes[start] == (byte) 0xEF
                && bytes[start + 1] == (byte) 0xBB
                && bytes[start + 2] == (byte) 0xBF;
        return marked ? start + MARK_BYTES : start;
    }

    private static boolean isBlank(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** For the shapes: what a parser calls its tokens is not what people call them. */
    static String described(@Nullable JsonToken token) {
        return token == null
                ? "nothing"
                : switch (token) {
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "an array";
                    case VALUE_STRING -> "a string";
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
                    case VALUE_TRUE, VALUE_FALSE -> "a boolean";
                    case VALUE_NULL -> "null";
                    default -> token.name();
                };
    }

    @Override
    public long readBytes() {
        return lines.readBytes();
    }

    @Override
    public void close() throws IOException {
        bad.close();
        lines.close();
    }
}
