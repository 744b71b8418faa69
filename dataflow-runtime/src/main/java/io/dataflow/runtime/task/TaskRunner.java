package io.dataflow.runtime.task;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Counter;
import io.dataflow.api.io.Split;
import io.dataflow.runtime.closure.ReadPlan;
import io.dataflow.runtime.closure.SentProgram;
import io.dataflow.runtime.closure.SentSplits;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.operator.SharedTables;
import io.dataflow.runtime.operator.StageClasses;
import io.dataflow.runtime.operator.TaskContext;
import io.dataflow.runtime.operator.TaskCounters;
import io.dataflow.runtime.operator.TaskMemory;
import io.dataflow.runtime.operator.TaskPipeline;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.protocol.AttemptReport;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.OutputSizes;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleStore;
import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Runs one attempt to its published output or its failure. Run by one thread, cancelled by any. */
public final class TaskRunner {
    private static final int MAX_COUNTERS = 1_000;

    /** Kept, since to look it up takes longer than to ask it. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Launch launch;
    private final Resources resources;
    private final Clock clock;
    private final AtomicBoolean begun = new AtomicBoolean();
    private List<Counter> counters = List.of();
    private volatile @Nullable TaskContext context;
    private volatile @Nullable Thread thread;
    private volatile @Nullable String cancelReason;

    /**
     * What the attempt is to do.
     *
     * @param place where among {@code splits} its own are
     */
    public record Launch(
            AttemptId attempt,
            List<SentProgram<StageProgram>> programs,
            @Nullable SentSplits splits,
            int place,
            InputRange range,
            Map<Integer, List<OutputLocation>> locations,
            LoaderOpener loader) {}

    /** Opens the classes of the job; may have to wait for them. */
    @FunctionalInterface
    public interface LoaderOpener {
        ClassLoader open() throws InterruptedException;
    }

    /** What the worker gives each attempt. */
    public record Resources(
            MemoryPool pool,
            MemoryBudget storeMemory,
            long attemptBytes,
            SlotGate gate,
            SpillDirectory directory,
            ShuffleStore store,
            BlockFetcher fetcher,
            StageClasses classes,
            SharedTables tables) {}

    /** How an attempt ended. */
    public sealed interface Outcome {
        record Finished(OutputSizes sizes, AttemptReport report) implements Outcome {}

        record Failed(FailureReport failure, @Nullable OutputId lost) implements Outcome {}
    }

    public TaskRunner(Launch launch, Resources resources, Clock clock) {
        this.launch = launch;
        this.resources = resources;
        this.clock = clock;
    }

    /** Whether it is the caller that is to run it, or to say that it was cancelled; true once. */
    public boolean begin() {
        return begun.compareAndSet(false, true);
    }

    /** How it ended, if it was cancelled before it began. */
    public Outcome cancelled() {
        return failed("", new CancellationException(cancelReason));
    }

    public AttemptId attempt() {
        return launch.attempt();
    }

    /** How far it is; null before it has begun. */
    public @Nullable TaskCounters counters() {
        TaskContext running = context;
        return running == null ? null : running.counters();
    }

    /** Ends it soon: at its next look, or where its thread waits. */
    public void cancel(String reason) {
        cancelReason = reason;
        TaskContext running = context;
        if (running != null) {
            running.cancel(reason);
        }
        Thread runner = thread;
        if (runner != null) {
            runner.interrupt();
        }
    }

    public Outcome run() {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        thread = current;
        String stageName = "";
        TaskNames names = TaskNames.of(launch.attempt());
        try {
            ClassLoader loader = launch.loader().open();
            current.setContextClassLoader(loader);
            StageProgram program = readProgram(loader);
            stageName = " '" + program.name() + "'";
            return runProgram(program, loader);
        } catch (Throwable failure) {
            return failed(stageName, failure);
        } finally {
            names.close();
            thread = null;
            current.setContextClassLoader(before);
            boolean interruptedByCancel = Thread.interrupted();
            assert interruptedByCancel || !current.isInterrupted();
        }
    }

    /** Of all stages whose work it does. Its functions are as they were sent, and its counters at zero. */
    private StageProgram readProgram(ClassLoader loader) {
        List<Counter> found = new ArrayList<>();
        StageProgram whole = null;
        for (SentProgram<StageProgram> program : launch.programs()) {
            ReadPlan<StageProgram> read = program.read(loader);
            found.addAll(read.counters());
            whole = whole == null ? read.program() : whole.fusedWith(read.program());
        }
        counters = List.copyOf(found);
        return Objects.requireNonNull(whole, "an attempt without a program");
    }

    /** What does not fit the share of a slot is tried again alone, with that of all slots. */
    private Outcome runProgram(StageProgram program, ClassLoader loader) throws Exception {
        String refusal =
                TaskMemory.floor(program).refusal(launch.attempt().stage(), program.name(), resources.attemptBytes());
        if (refusal != null) {
            throw new DataflowException(FailureKind.RESOURCES, refusal);
        }
        AttemptMemory memory = AttemptMemory.ofSlot(resources.attemptBytes());
        SlotGate gate = resources.gate();
        gate.enter();
        try {
            return runProgram(program, loader, memory);
        } catch (Exception failure) {
            memory = memory.afterFailure(failure, resources.attemptBytes() * gate.slots());
        } finally {
            gate.leave();
        }
        gate.enterAlone();
        try {
            while (true) {
                try {
                    return runProgram(readProgram(loader), loader, memory);
                } catch (Exception failure) {
                    memory = memory.afterFailure(failure, memory.bytes());
                }
            }
        } finally {
            gate.leaveAlone();
        }
    }

    private Outcome runProgram(StageProgram program, ClassLoader loader, AttemptMemory share) throws Exception {
        long startNanos = clock.nanos();
        long startCpuNanos = cpuNanos();
        AttemptId id = launch.attempt();
        String owner = "stage " + id.stage() + " task " + id.task();
        try (TaskMemory memory = memory(program, owner, share);
                InputReaders inputs =
                        new InputReaders(launch.range(), launch.locations(), program, resources.fetcher())) {
            TaskContext running = new TaskContext(
                    id, loader, memory, resources.directory(), inputs, resources.classes(), resources.tables());
            context = running;
            if (cancelReason != null) {
                throw new CancellationException(cancelReason);
            }
            long peakBytes = 0;
            for (StageProgram.Step step : program.steps()) {
                peakBytes = Math.max(peakBytes, runStep(step, running, inputs, owner, share));
            }
            ShuffleOutput output = new TaskPipeline(program, splits(loader), running).run();
            AttemptReport report = report(running, Math.max(peakBytes, memory.peakBytes()), startNanos, startCpuNanos);
            OutputSizes sizes = output.sizes();
            publish(output);
            return new Outcome.Finished(sizes, report);
        }
    }

    private TaskMemory memory(StageProgram program, String owner, AttemptMemory share) {
        return TaskMemory.of(
                program, owner, share.bytes(), share.longRecordBytes(), resources.pool(), resources.storeMemory());
    }

    /** With all memory of the attempt, since nothing else of it has begun; the most that it held. */
    private long runStep(
            StageProgram.Step step, TaskContext running, InputReaders inputs, String owner, AttemptMemory share)
            throws Exception {
        try (TaskMemory memory = memory(step.program(), owner, share)) {
            inputs.add(step, new TaskPipeline(step.program(), List.of(), running.step(memory)).run());
            return memory.peakBytes();
        }
    }

    private void publish(ShuffleOutput output) {
        AttemptId id = launch.attempt();
        try {
            resources.store().publish(new OutputId(id.job(), id.stage(), id.task(), id.attempt()), output);
        } catch (RuntimeException refused) {
            output.close();
            throw refused;
        }
    }

    private List<Split> splits(ClassLoader loader) {
        SentSplits splits = launch.splits();
        return splits == null ? List.of() : splits.read(launch.place(), loader);
    }

    private AttemptReport report(TaskContext running, long peakBytes, long startNanos, long startCpuNanos) {
        TaskCounters figures = running.counters();
        return new AttemptReport(
                figures.readRecords(),
                figures.readBytes(),
                figures.writtenRecords(),
                figures.writtenBytes(),
                figures.spilledBytes(),
                peakBytes,
                clock.nanos() - startNanos,
                Math.max(0, cpuNanos() - startCpuNanos),
                counted(running),
                running.keyedRecords(),
                running.hotKeys(),
                running.uncombinedRecords(),
                running.filteredRecords());
    }

    /** What the functions of the attempt counted. Bounded, since reports are kept and sent. */
    private Map<String, Long> counted(TaskContext running) {
        Map<String, Long> counted = new HashMap<>(running.counts());
        for (Counter counter : counters) {
            if (counter.addedHere() != 0) {
                counted.merge(counter.name(), counter.addedHere(), Long::sum);
            }
        }
        if (counted.size() > MAX_COUNTERS) {
            throw new DataflowException(
                    FailureKind.USER_CODE,
                    "More than " + MAX_COUNTERS + " counters in one task; count by key with an aggregation instead");
        }
        return counted;
    }

    private static long cpuNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private Outcome failed(String stageName, Throwable failure) {
        AttemptId id = launch.attempt();
        String place = "Stage " + id.stage() + stageName + ", task " + id.task() + ", attempt " + id.attempt();
        String reason = cancelReason;
        Throwable cause = reason == null ? failure : new CancellationException(reason);
        OutputId lost =
                failure instanceof LostInputException input ? input.location().id() : null;
        return new Outcome.Failed(Failures.report(place, cause), lost);
    }
}
