package com.acme;

import io.dataflow.api.Job;
import io.dataflow.api.JobOptions;
import io.dataflow.api.Session;
import io.dataflow.api.io.TextFiles;
import java.nio.file.Path;

/** Programs that wait at a {@link Gate}. */
public final class Waiting {
    private Waiting() {}

    public static Job writing(Session session, String gate, Path output) {
        return writing(session, gate, output, JobOptions.defaults());
    }

    public static Job writing(Session session, String gate, Path output, JobOptions options) {
        return session.range(0, 3)
                .map(number -> {
                    Gate.named(gate).pass();
                    return number;
                })
                .submit(TextFiles.into(output), options);
    }

    public static Job stubborn(Session session, String gate, Path output) {
        return session.range(0, 3)
                .map(number -> {
                    Gate.named(gate).passIgnoringInterrupts();
                    return number;
                })
                .submit(TextFiles.into(output));
    }
}
