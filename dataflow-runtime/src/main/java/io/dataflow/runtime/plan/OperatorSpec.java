package io.dataflow.runtime.plan;

import io.dataflow.api.function.Condition;
import io.dataflow.api.function.Fn1;
import java.io.Serializable;

/** A step that looks at one record at a time. */
public sealed interface OperatorSpec extends Serializable {

    /** What reports and messages call it. */
    String name();

    record Map(String name, Fn1<Object, Object> function) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    record Filter(String name, Condition<Object> condition) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    record FlatMap(String name, Fn1<Object, Iterable<Object>> function) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    /** The first {@code count} records of the task. */
    record Limit(String name, long count) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }
}
