package io.dataflow.files;

/** What was read is no value of its type. Thrown and caught within a reader, for each bad record: it has no stack trace. */
final class BadValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String place;

    /** The place is a column, a property, or empty; the problem goes on from there: {@code is empty, and ...}. */
    BadValueException(String place, String problem) {
        super(problem, null, false, false);
        this.place = place;
    }

    String place() {
        return place;
    }

    String problem() {
        return String.valueOf(getMessage());
    }
}
