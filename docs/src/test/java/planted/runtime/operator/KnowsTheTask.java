package planted.runtime.operator;

import planted.runtime.task.KnowsTheOperator;

/** One half of a cycle. */
public interface KnowsTheTask {
    KnowsTheOperator task();
}
