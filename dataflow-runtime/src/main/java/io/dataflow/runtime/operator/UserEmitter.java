package io.dataflow.runtime.operator;

import io.dataflow.api.codec.TaggedRecord;
import io.dataflow.api.function.Emitter;
import io.dataflow.api.function.Tag;
import java.util.List;

/**
 * What a function of the program emits to. When side outputs are read, everything goes on tagged: 0 for the main output,
 * the others counted from 1. What goes to a side output that nobody reads is dropped.
 */
final class UserEmitter implements Emitter<Object> {
    private final String name;
    private final List<Tag<?>> tags;
    private final Emitter<Object> output;

    UserEmitter(String name, List<Tag<?>> tags, Emitter<Object> output) {
        this.name = name;
        this.tags = tags;
        this.output = output;
    }

    @Override
    public void emit(Object record) throws Exception {
        Object checked = UserCode.nonNull(name, record);
        output.emit(tags.isEmpty() ? checked : new TaggedRecord(0, checked));
    }

    @Override
    public <S> void emit(Tag<S> tag, S record) throws Exception {
        Object checked = UserCode.nonNull(name, record);
        int place = tags.indexOf(tag);
        if (place >= 0) {
            output.emit(new TaggedRecord(place + 1, checked));
        }
    }
}
