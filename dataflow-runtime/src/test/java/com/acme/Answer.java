package com.acme;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a program answered, in a form in which two right answers are equal.
 *
 * @param ordered whether the records have an order; if not, only how often each occurs counts
 */
public record Answer(String action, boolean ordered, List<?> records, Map<Object, Long> counts) {

    static Answer ordered(String action, List<?> records) {
        return new Answer(action, true, List.copyOf(records), Map.of());
    }

    static Answer unordered(String action, List<?> records) {
        Map<Object, Long> counts = new HashMap<>();
        records.forEach(record -> counts.merge(record, 1L, Long::sum));
        return new Answer(action, false, List.of(), counts);
    }
}
