package io.dataflow.testing;

/** A program that tells what it sees by what it throws. */
public final class TellingProgram {
    private TellingProgram() {}

    public static void main(String[] arguments) {
        ClassLoader loader = TellingProgram.class.getClassLoader();
        boolean own = Thread.currentThread().getContextClassLoader() == loader;
        throw new IllegalStateException(String.join(" ", arguments) + " on " + System.getProperty("dataflow.cluster")
                + " with " + (own ? loader.getName() : "another loader"));
    }
}
