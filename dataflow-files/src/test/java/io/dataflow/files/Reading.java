package io.dataflow.files;

import io.dataflow.api.io.Source;
import io.dataflow.api.io.SourceReader;
import io.dataflow.api.io.Split;
import java.util.ArrayList;
import java.util.List;

/** Reads a source without an engine. */
final class Reading {
    private Reading() {}

    static <T> List<T> all(Source<T> source) throws Exception {
        List<T> records = new ArrayList<>();
        for (Split split : source.splits()) {
            try (SourceReader<T> reader = source.open(split)) {
                while (reader.poll(records::add) != SourceReader.Poll.END) {
                    if (reader.readBytes() > split.sizeBytes()) {
                        throw new AssertionError("read " + reader.readBytes() + " of " + split);
                    }
                }
            }
        }
        return records;
    }
}
