package io.dataflow.api.testing;

import io.dataflow.api.function.Emitter;
import io.dataflow.api.function.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Keeps what a function emits, to its main output and to side outputs. */
final class SideOutputCollector implements Emitter<Object> {
    private final List<Object> main = new ArrayList<>();
    private final Map<Tag<?>, List<Object>> sides = new HashMap<>();

    @Override
    public void emit(Object record) {
        main.add(nonNull(record));
    }

    @Override
    public <S> void emit(Tag<S> tag, S record) {
        sides.computeIfAbsent(tag, none -> new ArrayList<>()).add(nonNull(record));
    }

    private static Object nonNull(Object record) {
        return Objects.requireNonNull(record, "returned null; records and keys never are");
    }

    List<Object> main() {
        return main;
    }

    Map<Tag<?>, List<Object>> sides() {
        return sides;
    }
}
