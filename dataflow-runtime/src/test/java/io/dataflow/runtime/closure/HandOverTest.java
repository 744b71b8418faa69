package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.ArrayHolder;
import io.dataflow.api.io.FileSplit;
import io.dataflow.api.io.Split;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandOverTest {
    private final HandOver handOver = new HandOver();

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

    static final class Plain implements Split {
        private static final long serialVersionUID = 1L;

        @Override
        public long sizeBytes() {
            return 0;
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
                new Nested(part(), List.of(part(), 1, Map.of("key", part()))),
                new FileSplit("file", 1, 2, 3, null));
    }

    @ParameterizedTest
    @MethodSource("unchanging")
    void records_of_values_are_handed_over(Object record) {
        assertThat(handOver.allows(record)).isTrue();
        assertThat(handOver.allows(record)).isTrue();
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
                nested(100));
    }

    /** Deeper than it looks. */
    private static Nested nested(int depth) {
        Nested nested = new Nested(part(), null);
        for (int i = 0; i < depth; i++) {
            nested = new Nested(part(), nested);
        }
        return nested;
    }

    @ParameterizedTest
    @MethodSource("changing")
    void what_may_change_or_is_serialized_in_its_own_way_is_not(Object object) {
        assertThat(handOver.allows(object)).isFalse();
        assertThat(handOver.allows(object)).isFalse();
    }
}
