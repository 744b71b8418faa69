package io.dataflow.files;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.io.FileSplit;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.SourceReader;
import io.dataflow.api.io.Split;
import io.dataflow.api.io.TextFiles;
import java.io.IOException;
import java.util.List;

/** JSON lines as records of one type. */
final class JsonSource<T> implements Source<T> {
    private static final long serialVersionUID = 1L;

    private final TextFiles files;
    private final JsonOptions options;
    private final ValueType type;

    JsonSource(TextFiles files, JsonOptions options, ValueType type) {
        this.files = files;
        this.options = options;
        this.type = type;
    }

    @Override
    public String describe() {
        return "JSON lines " + files.describe().substring("text ".length());
    }

    @Override
    public ValueType type() {
        return type;
    }

    @Override
    public List<FileSplit> splits() throws IOException {
        return files.splits();
    }

    @Override
    public SourceReader<T> open(Split split) throws IOException {
        return new JsonRecordReader<>((FileSplit) split, options, type);
    }
}
