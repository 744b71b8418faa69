package io.dataflow.runtime.scheduler;

/** Where a stage stands. */
enum StageState {
    /** Nobody reads it, unless it is decided that somebody should. */
    OPTIONAL,
    /** Its inputs have never all been available; its task ranges are undecided. */
    WAITING,
    /** Some task has no available output. */
    OPEN,
    /** Every task has an available output, and somebody needs them. */
    COMPLETE,
    /** Nobody needs its outputs; they were withdrawn. */
    RELEASED,
    /** Its work is done by the tasks of the stage that would have read it; it has no tasks of its own. */
    BYPASSED;

    boolean canBecome(StageState next) {
        return switch (this) {
            case OPTIONAL -> next == WAITING;
            case WAITING -> next == OPEN || next == BYPASSED;
            case OPEN -> next == COMPLETE || next == RELEASED;
            case COMPLETE -> next == OPEN || next == RELEASED;
            case RELEASED -> next == OPEN;
            case BYPASSED -> false;
        };
    }

    /** Whether a stage in this state will not read its inputs again as far as is known. */
    boolean isSatisfied() {
        return this == OPTIONAL || this == COMPLETE || this == RELEASED || this == BYPASSED;
    }
}
