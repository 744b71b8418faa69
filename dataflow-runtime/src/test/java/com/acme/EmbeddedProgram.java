package com.acme;

import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A whole program, to be run in a process of its own. It spills, and it sorts. */
public final class EmbeddedProgram {
    public static final int WORDS = 50_000;

    private EmbeddedProgram() {}

    public static void main(String[] arguments) {
        SessionOptions options = SessionOptions.defaults().memoryBytes(SessionOptions.MIN_MEMORY_BYTES);
        try (Session session = Session.local(options)) {
            long words = session.range(0, 2L * WORDS)
                    .map(number -> "word " + number % WORDS)
                    .groupBy(word -> word)
                    .count()
                    .sortBy(Pair::first)
                    .collect()
                    .size();
            new PrintStream(System.out, true, StandardCharsets.UTF_8).println("distinct words: " + words);
        }
    }
}
