package io.dataflow.runtime.plan;

import io.dataflow.api.function.Condition;
import io.dataflow.api.function.EmitFunction;
import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
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

    record Emit(String name, EmitFunction<Object, Object> function) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    /** {@code open} is called once by each task; what it opened is closed if it can be. */
    record MapWith(String name, Fn0<Object> open, Fn2<Object, Object, Object> function) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    /** Each record with a probability, by numbers drawn from the seed and the task. */
    record Sample(String name, double fraction, long seed) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }

    /** The first {@code count} records of the task. */
    record Limit(String name, long count) implements OperatorSpec {
        private static final long serialVersionUID = 1L;
    }
}
