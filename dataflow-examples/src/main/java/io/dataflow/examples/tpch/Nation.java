package io.dataflow.examples.tpch;

import io.dataflow.api.text.Text;

/** A country. */
public record Nation(int nationKey, Text name, int regionKey, Text comment) {
    static Nation parse(Text line) {
        Fields fields = new Fields("nation", line);
        return new Nation(fields.intNumber(), fields.text(), fields.intNumber(), fields.lastText());
    }
}
