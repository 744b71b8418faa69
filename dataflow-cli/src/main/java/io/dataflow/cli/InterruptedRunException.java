package io.dataflow.cli;

/** The run ended because the process is being stopped. There is nothing to tell. */
final class InterruptedRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedRunException(Throwable cause) {
        super("interrupted", cause);
    }
}
