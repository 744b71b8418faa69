package io.dataflow.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.protocol.FailureReport;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no");
        }
    }

    @Test
    void each_failure_has_the_kind_that_decides_on_its_retry() {
        Map<Throwable, FailureKind> kinds = Map.of(
                new DataflowException(FailureKind.BAD_DATA, "x"), FailureKind.BAD_DATA,
                new CancellationException("x"), FailureKind.CANCELLED,
                new InterruptedException("x"), FailureKind.CANCELLED,
                new IOException("x"), FailureKind.RESOURCES,
                new FileNotFoundException("x"), FailureKind.RESOURCES,
                new OutOfMemoryError("x"), FailureKind.RESOURCES,
                new NoClassDefFoundError("x"), FailureKind.INVALID_PLAN,
                new IllegalStateException("x"), FailureKind.INTERNAL,
                new AssertionError("x"), FailureKind.INTERNAL);

        kinds.forEach((failure, kind) ->
                assertThat(Failures.kind(failure)).as(failure.toString()).isEqualTo(kind));
    }

    @Test
    void a_report_names_the_place_first_and_keeps_the_trace() {
        FailureReport report = Failures.report("Stage 1", new IOException("disk full"));

        assertThat(report.message()).isEqualTo("Stage 1: java.io.IOException: disk full");
        assertThat(report.trace()).contains("FailuresTest.a_report_names_the_place_first_and_keeps_the_trace");
    }

    @Test
    void memory_and_missing_code_are_told_with_what_to_do_or_to_look_for() {
        assertThat(Failures.report("", new OutOfMemoryError("Java heap space")).message())
                .isEqualTo("the heap is used up (Java heap space); give the JVM more heap, or Dataflow less of it");
        assertThat(Failures.report("", new NoClassDefFoundError("com/acme/X")).message())
                .contains("code is missing or does not fit")
                .contains("com/acme/X");
    }

    @Test
    void a_failure_that_cannot_describe_itself_is_told_by_its_class() {
        FailureReport report = Failures.report("Stage 1", new Hostile());

        assertThat(report.message())
                .isEqualTo("Stage 1: " + Hostile.class.getName() + ", which cannot describe itself");
        assertThat(report.trace()).contains("which cannot describe itself");
    }

    @Test
    void a_trace_has_a_bound() {
        FailureReport report = Failures.report("", new IllegalStateException("x".repeat(1_000_000)));

        assertThat(report.trace()).hasSizeLessThan(17_000);
    }
}
