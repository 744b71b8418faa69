package io.dataflow.cli;

import io.dataflow.runtime.coordinator.CoordinatorOptions;
import io.dataflow.runtime.scheduler.SchedulerOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How a coordinator treats jobs and workers. */
final class SchedulingOptions {
    /** Several heartbeats, which come twice a second. */
    private static final Duration MIN_LEASE = Duration.ofSeconds(2);

    @Option(
            names = "--lease",
            paramLabel = "DURATION",
            converter = Durations.Converter.class,
            defaultValue = "10s",
            description = "A worker that was not heard of for so long is given up. Default: ${DEFAULT-VALUE}.")
    private Duration lease = Duration.ZERO;

    @Option(
            names = "--absence-grace",
            paramLabel = "DURATION",
            converter = Durations.ShortConverter.class,
            defaultValue = "3s",
            description =
                    "How long a worker may be away whose connection broke, before what it ran and held is computed"
                            + " again; less than the lease. Default: ${DEFAULT-VALUE}.")
    private Duration absenceGrace = Duration.ZERO;

    @Option(
            names = "--restart-grace",
            paramLabel = "DURATION",
            converter = Durations.Converter.class,
            defaultValue = "10s",
            description = "How long workers have to come back to a coordinator that was started again with its journal."
                    + " Default: ${DEFAULT-VALUE}.")
    private Duration restartGrace = Duration.ZERO;

    @Option(
            names = "--no-worker-grace",
            paramLabel = "DURATION",
            converter = Durations.Converter.class,
            defaultValue = "30s",
            description =
                    "How long jobs wait when there is no worker at all, before they fail. Default: ${DEFAULT-VALUE}.")
    private Duration noWorkerGrace = Duration.ZERO;

    @Option(
            names = "--locality-wait",
            paramLabel = "DURATION",
            converter = Durations.ShortConverter.class,
            defaultValue = "100ms",
            description =
                    "How long a task waits at most for a slot of the worker that holds what it reads, while others have"
                            + " free ones. Default: ${DEFAULT-VALUE}.")
    private Duration localityWait = Duration.ZERO;

    @Option(
            names = "--launch-ahead",
            paramLabel = "on|off",
            converter = Switch.Converter.class,
            defaultValue = "on",
            description =
                    "Whether tasks of stages whose tasks are done within some milliseconds wait on workers for a slot."
                            + " Default: ${DEFAULT-VALUE}.")
    private Switch launchAhead = Switch.ON;

    @Option(
            names = "--speculation",
            paramLabel = "on|off",
            converter = Switch.Converter.class,
            defaultValue = "on",
            description =
                    "Whether tasks that run much longer than others of their stage are started a second time elsewhere."
                            + " Default: ${DEFAULT-VALUE}.")
    private Switch speculation = Switch.ON;

    @Option(
            names = "--speculation-multiplier",
            paramLabel = "TIMES",
            converter = Times.class,
            defaultValue = "2",
            description = "How many times the median of its stage a task must have run for that. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double speculationMultiplier;

    @Option(
            names = "--max-attempts",
            paramLabel = "N",
            converter = Counts.Bounds.class,
            defaultValue = "4",
            description = "Failures of one task that fail its job; what was lost with a worker does not count, and what"
                    + " programs throw fails a job at once. Default: ${DEFAULT-VALUE}.")
    private int maxAttempts;

    @Option(
            names = "--exclude-after",
            paramLabel = "N",
            converter = Counts.Bounds.class,
            defaultValue = "3",
            description = "Tasks of a job that must have failed on a worker within a minute for the job to exclude it."
                    + " Default: ${DEFAULT-VALUE}.")
    private int excludeAfter;

    @Option(
            names = "--exclude-for",
            paramLabel = "DURATION",
            converter = Durations.Converter.class,
            defaultValue = "1min",
            description = "How long an excluded worker gets no tasks. Default: ${DEFAULT-VALUE}.")
    private Duration excludeFor = Duration.ZERO;

    @Option(
            names = "--max-running-jobs",
            paramLabel = "N",
            converter = Counts.Bounds.class,
            defaultValue = "1000",
            description = "Jobs that have tasks to run at a time; those beyond wait. Default: ${DEFAULT-VALUE}.")
    private int maxRunningJobs;

    @Option(
            names = "--max-waiting-jobs",
            paramLabel = "N",
            converter = Counts.Bounds.class,
            defaultValue = "5000",
            description = "Jobs that wait for others; those beyond are refused. Default: ${DEFAULT-VALUE}.")
    private int maxWaitingJobs;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** What was said, and the defaults for what cannot be. */
    CoordinatorOptions options() {
        if (lease.compareTo(MIN_LEASE) < 0) {
            throw refused("Invalid value for option '--lease': " + lease.toMillis() + " ms is less than "
                    + MIN_LEASE.toSeconds() + "s, in which several heartbeats come");
        }
        if (absenceGrace.compareTo(lease) >= 0) {
            throw refused("Invalid value for option '--absence-grace': " + absenceGrace.toMillis()
                    + " ms is not less than the lease of " + lease.toMillis() + " ms");
        }
        SchedulerOptions.Builder scheduler = SchedulerOptions.builder()
                .leaseMillis(lease.toMillis())
                .noWorkerGraceMillis(noWorkerGrace.toMillis())
                .localityDelayMillis(localityWait.toMillis())
                .speculationMultiplier(speculationMultiplier)
                .maxAttemptsPerTask(maxAttempts)
                .exclusionTasks(excludeAfter)
                .exclusionMillis(excludeFor.toMillis())
                .maxRunningJobs(maxRunningJobs)
                .maxWaitingJobs(maxWaitingJobs);
        if (launchAhead == Switch.OFF) {
            scheduler.aheadTasks(0);
        }
        if (speculation == Switch.OFF) {
            // When all tasks are done none is left to be started again.
            scheduler.speculationQuantile(1);
        }
        CoordinatorOptions defaults = CoordinatorOptions.defaults();
        return new CoordinatorOptions(
                scheduler.build(),
                defaults.filters(),
                defaults.heartbeatMillis(),
                defaults.updateMillis(),
                absenceGrace.toMillis(),
                restartGrace.toMillis(),
                defaults.clientGraceMillis());
    }

    private RuntimeException refused(String why) {
        return command == null ? new IllegalArgumentException(why) : new ParameterException(command.commandLine(), why);
    }

    /** Something that is done or not; a boolean option would have no value in the environment or a file. */
    enum Switch {
        ON,
        OFF;

        /** From {@code on} or {@code off}. */
        static final class Converter implements ITypeConverter<Switch> {
            @Override
            public Switch convert(String text) {
                if (!text.equals("on") && !text.equals("off")) {
                    throw new TypeConversionException("'" + text + "' is neither on nor off");
                }
                return text.equals("on") ? ON : OFF;
            }
        }
    }

    /** A factor, which makes nothing less. */
    static final class Times implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            try {
                double times = Double.parseDouble(text);
                if (times >= 1 && times <= 1_000_000) {
                    return times;
                }
            } catch (NumberFormatException notANumber) {
                throw refused(text);
            }
            throw refused(text);
        }

        private static TypeConversionException refused(String text) {
            return new TypeConversionException("'" + text + "' is not a number from 1 to 1000000");
        }
    }
}
