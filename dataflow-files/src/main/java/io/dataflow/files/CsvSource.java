package io.dataflow.files;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.io.FileSplit;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.SourceReader;
import io.dataflow.api.io.Split;
import io.dataflow.api.io.TextFiles;
import java.io.IOException;
import java.util.List;

/** CSV files as records of one type. */
final class CsvSource<T> implements Source<T> {
    private static final long serialVersionUID = 1L;

    private final TextFiles files;
    private final CsvDialect dialect;
    private final CsvOptions options;
    private final ValueType type;

    CsvSource(TextFiles files, CsvDialect dialect, CsvOptions options, ValueType type) {
        this.files = files;
        this.dialect = dialect;
        this.options = options;
        this.type = type;
    }

    @Override
    public String describe() {
        return "CSV " + files.describe().substring("text ".length());
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
        return new CsvRecordReader<>((FileSplit) split, dialect, options, type);
    }
}
