package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.runtime.coordinator.CoordinatorOptions;
import io.dataflow.runtime.scheduler.SchedulerOptions;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class SchedulingOptionsTest {
    @Command(name = "coordinator")
    private static final class Coordinator {
        @Mixin
        private final SchedulingOptions scheduling = new SchedulingOptions();
    }

    private static CoordinatorOptions options(String... arguments) {
        Coordinator coordinator = new Coordinator();
        new CommandLine(coordinator).parseArgs(arguments);
        return coordinator.scheduling.options();
    }

    @Test
    void what_is_not_said_is_as_the_engine_has_it() throws Exception {
        CoordinatorOptions defaults = CoordinatorOptions.defaults();
        CoordinatorOptions none = options();

        for (Method accessor : SchedulerOptions.class.getMethods()) {
            if (accessor.getDeclaringClass() == SchedulerOptions.class
                    && accessor.getReturnType().isPrimitive()) {
                assertThat(accessor.invoke(none.scheduler()))
                        .as(accessor.getName())
                        .isEqualTo(accessor.invoke(defaults.scheduler()));
            }
        }
        assertThat(none).usingRecursiveComparison().ignoringFields("scheduler").isEqualTo(defaults);
    }

    @Test
    void what_is_said_reaches_the_engine() {
        CoordinatorOptions said = options(
                "--lease=20s",
                "--absence-grace=500ms",
                "--restart-grace=1min",
                "--no-worker-grace=2min",
                "--locality-wait=2s",
                "--launch-ahead=off",
                "--speculation=off",
                "--speculation-multiplier=1.5",
                "--max-attempts=7",
                "--exclude-after=2",
                "--exclude-for=5min",
                "--max-running-jobs=10",
                "--max-waiting-jobs=20");

        SchedulerOptions scheduler = said.scheduler();
        assertThat(scheduler.leaseMillis()).isEqualTo(20_000);
        assertThat(said.absenceGraceMillis()).isEqualTo(500);
        assertThat(said.restartGraceMillis()).isEqualTo(60_000);
        assertThat(scheduler.noWorkerGraceMillis()).isEqualTo(120_000);
        assertThat(scheduler.localityDelayMillis()).isEqualTo(2_000);
        assertThat(scheduler.aheadTasks()).isZero();
        assertThat(scheduler.speculationQuantile()).isEqualTo(1);
        assertThat(scheduler.speculationMultiplier()).isEqualTo(1.5);
        assertThat(scheduler.maxAttemptsPerTask()).isEqualTo(7);
        assertThat(scheduler.exclusionTasks()).isEqualTo(2);
        assertThat(scheduler.exclusionMillis()).isEqualTo(300_000);
        assertThat(scheduler.maxRunningJobs()).isEqualTo(10);
        assertThat(scheduler.maxWaitingJobs()).isEqualTo(20);
    }

    @Test
    void times_that_do_not_fit_each_other_are_refused() {
        assertThatThrownBy(() -> options("--absence-grace=10s"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'--absence-grace': 10000 ms is not less than the lease of 10000 ms");
        assertThatThrownBy(() -> options("--lease=1s"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'--lease': 1000 ms is less than 2s");
    }
}
