package io.dataflow.files;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.io.FileFormat;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A value in each line. Components that are null are written as null, so that all lines of a type have the same names. */
record JsonFormat<T>(@Nullable ValueType type) implements FileFormat<T> {
    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return "JSON lines";
    }

    @Override
    public String extension() {
        return ".jsonl";
    }

    @Override
    public FileFormat<T> forType(ValueType known) {
        JsonShape.of(known, false);
        return new JsonFormat<>(known);
    }

    @Override
    public RecordWriter<T> open(OutputStream output) throws IOException {
        JsonShape shape = JsonShape.of(type == null ? ValueType.UNKNOWN : type, false);
        JsonGenerator generator = JsonText.writing().createGenerator(output);
        return new RecordWriter<>() {
            private boolean written;

            @Override
            public void write(T record) throws IOException {
                shape.write(record, generator);
                generator.flush();
                written = true;
            }

            @Override
            public void finish() throws IOException {
                generator.close();
                if (written) {
                    output.write('\n');
                }
            }
        };
    }
}
