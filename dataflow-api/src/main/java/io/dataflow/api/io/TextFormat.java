package io.dataflow.api.io;

import io.dataflow.api.text.Text;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Each record as one line: a {@link Text} with the bytes it has, everything else as {@code toString} says. */
record TextFormat<T>() implements FileFormat<T> {
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "text";
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
            output.write('\n');
        };
    }
}
