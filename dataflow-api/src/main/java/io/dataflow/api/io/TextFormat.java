package io.dataflow.api.io;

import io.dataflow.api.text.Text;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Each record as text: a {@link Text} with the bytes it has, everything else as {@code toString} says.
 *
 * @param lines whether a line end follows each record; else nothing does
 */
record TextFormat<T>(boolean lines) implements FileFormat<T> {
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return lines ? "text" : "bytes";
    }

    @Override
    public String extension() {
        return "";
    }

    @Override
    public RecordWriter<T> open(OutputStream output) {
        return record -> {
            if (record instanceof Text text) {
                output.write(text.bytes(), text.offset(), text.length());
            } else {
                output.write(record.toString().getBytes(StandardCharsets.UTF_8));
            }
            if (lines) {
                output.write('\n');
            }
        };
    }
}
