package planted.runtime.task;

import planted.shuffle.block.Compresses;

/** A higher module that reaches down, as it may. */
public interface KnowsTheShuffle {
    Compresses compression();
}
