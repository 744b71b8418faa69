package io.dataflow.runtime.scheduler;

/** Where one attempt of a task stands. An attempt exists from its launch on; terminal states are never left. */
enum AttemptState {
    RUNNING,
    SUCCEEDED,
    FAILED,
    /** Given up because its worker was lost or nobody needs its output; its output is ignored if it still arrives. */
    ABANDONED;

    boolean canBecome(AttemptState next) {
        return switch (this) {
            case RUNNING -> next == SUCCEEDED || next == FAILED || next == ABANDONED;
            case SUCCEEDED, FAILED, ABANDONED -> false;
        };
    }
}
