package io.dataflow.api.io;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.util.List;

/** Lines of text files as strings. */
final class TextStrings implements Source<String> {
    private static final long serialVersionUID = 1L;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final TextFiles files;

    TextStrings(TextFiles files) {
        this.files = files;
    }

    @Override
    public String describe() {
        return files.describe();
    }

    @Override
    public ValueType type() {
        return ValueType.of(String.class);
    }

    @Override
    public List<? extends Split> splits() throws IOException {
        return files.splits();
    }

    @Override
    public SourceReader<String> open(Split split) throws IOException {
        SourceReader<Text> lines = files.open(split);
        boolean startsFile = ((FileSplit) split).start() == 0;
        return new SourceReader<>() {
            private boolean first = startsFile;

            @Override
            public Poll poll(Emitter<? super String> output) throws Exception {
                return lines.poll(line -> output.emit(decode(line)));
            }

            private String decode(Text line) {
                Text text = first ? withoutMark(line) : line;
                first = false;
                return text.toString();
            }

            @Override
            public long readBytes() {
                return lines.readBytes();
            }

            @Override
            public void close() throws IOException {
                lines.close();
            }
        };
    }

    private static Text withoutMark(Text line) {
        if (line.length() < BYTE_ORDER_MARK.length) {
            return line;
        }
        for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if (line.byteAt(i) != BYTE_ORDER_MARK[i]) {
                return line;
            }
        }
        return line.slice(BYTE_ORDER_MARK.length, line.length());
    }
}
