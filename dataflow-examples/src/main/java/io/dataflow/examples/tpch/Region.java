package io.dataflow.examples.tpch;

import io.dataflow.api.text.Text;

/** A part of the world. */
public record Region(int regionKey, Text name, Text comment) {
    static Region parse(Text line) {
        Fields fields = new Fields("region", line);
        return new Region(fields.intNumber(), fields.text(), fields.lastText());
    }
}
