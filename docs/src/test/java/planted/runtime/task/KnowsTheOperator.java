package planted.runtime.task;

import planted.runtime.operator.KnowsTheTask;

/** The other half of a cycle. */
public interface KnowsTheOperator {
    KnowsTheTask operator();
}
