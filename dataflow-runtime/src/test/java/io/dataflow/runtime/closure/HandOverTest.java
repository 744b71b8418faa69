package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.ArrayHolder;
import com.acme.TransientField;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.io.FileSplit;
import io.dataflow.api.io.Split;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandOverTest {
    private final HandOver handOver = new HandOver();
    private final Set<Class<?>> met = new HashSet<>();

    record Nothing() implements Serializable {}

    record Part(long from, String name, Duration length, TimeUnit unit) implements Serializable {}

    record Nested(Part part, @Nullable Object more) implements Serializable {}

    record Replaced(long from) implements Serializable {
        private Object writeReplace() {
            return new Part(from, "", Duration.ZERO, TimeUnit.DAYS);
        }
    }

    record Resolved(long from) implements Serializable {
        private Object readResolve() {
            return new Nothing();
        }
    }

    static class Fixed implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Part part;

        Fixed(Part part) {
            this.part = part;
        }

        Part part() {
            return part;
        }
    }

    static final class FixedBelow extends Fixed {
        private static final long serialVersionUID = 1L;
        int calls;

        FixedBelow(Part part) {
            super(part);
        }
    }

    record NotSerializable(long from) {}

    static final class Plain implements Split {
        private static final long serialVersionUID = 1L;
        private long bytes;

        @Override
        public long sizeBytes() {
            return bytes++;
        }
    }

    private static Part part() {
        return new Part(1, "one", Duration.ofDays(1), TimeUnit.DAYS);
    }

    static Stream<Object> unchanging() {
        return Stream.of(
                new Nothing(),
                part(),
                new Nested(part(), null),
                new Nested(part(), new Nested(part(), "text")),
                nested(90),
                new Nested(part(), List.of(part(), 1, Map.of("key", part()))),
                new FileSplit("file", 1, 2, 3, null),
                lambda(1, "one"),
                new Nested(part(), (Fn1<String, Integer>) String::length),
                new Fixed(part()));
    }

    @ParameterizedTest
    @MethodSource("unchanging")
    void objects_in_which_nothing_can_change_are_handed_over(Object record) {
        assertThat(handOver.allows(record, met::add)).isTrue();
        assertThat(handOver.allows(record, met::add)).isTrue();
    }

    static Stream<Object> changing() {
        return Stream.of(
                new Plain(),
                new Replaced(1),
                new Resolved(1),
                new ArrayHolder(new int[1]),
                new Nested(part(), new BitSet()),
                new Nested(part(), new ArrayList<>()),
                new Nested(part(), new Plain()),
                new Nested(part(), new Replaced(1)),
                new Nested(part(), List.of(part(), new BitSet())),
                new Nested(part(), Map.of("key", new int[1])),
                lambda(1, new BitSet()),
                lambda(1, new int[1]),
                new TransientField(),
                new FixedBelow(part()),
                new NotSerializable(1),
                new Nested(part(), new NotSerializable(1)),
                new Nested(part(), Collections.nCopies(20_000, part()).stream().toList()),
                nested(100),
                nested(2_000),
                (Runnable) () -> {});
    }

    private static Nested nested(int depth) {
        Nested nested = new Nested(part(), null);
        for (int i = 0; i < depth; i++) {
            nested = new Nested(part(), nested);
        }
        return nested;
    }

    private static Fn1<Integer, String> lambda(int number, Object captured) {
        return more -> number + more + captured.toString();
    }

    @Test
    void the_classes_that_a_serialized_form_would_name_are_told() {
        handOver.allows(new Nested(part(), List.of(lambda(1, TimeUnit.DAYS), Integer.class)), met::add);

        assertThat(met).contains(Nested.class, Part.class, TimeUnit.class, Integer.class, HandOverTest.class);
    }

    @ParameterizedTest
    @MethodSource("changing")
    void what_may_change_or_is_serialized_in_its_own_way_is_not(Object object) {
        assertThat(handOver.allows(object, met::add)).isFalse();
        assertThat(handOver.allows(object, met::add)).isFalse();
    }
}
