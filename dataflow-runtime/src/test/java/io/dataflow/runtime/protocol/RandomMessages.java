package io.dataflow.runtime.protocol;

import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.operations.JobState;
import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.operations.WorkerState;
import io.dataflow.runtime.operations.WorkerSummary;
import io.dataflow.runtime.protocol.JobProgress.StageProgress;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.runtime.scheduler.Holdings;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.JobPolicy;
import io.dataflow.runtime.scheduler.MemoryFloor;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.scheduler.TaskCount;
import io.dataflow.shuffle.KeySample;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.OutputSizes;
import io.dataflow.shuffle.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Messages of every kind with random contents, the odd ones included: empty, absent, very large. */
public final class RandomMessages {
    private final Random random;
    private final Map<Class<? extends Message>, Supplier<Message>> kinds = new LinkedHashMap<>();

    public RandomMessages(Random random) {
        this.random = random;
        addWorkerKinds();
        addCoordinatorKinds();
        addClientKinds();
        addBlockKinds();
        addOperationKinds();
    }

    /** The kinds of message that are covered. */
    public List<Class<? extends Message>> kinds() {
        return List.copyOf(kinds.keySet());
    }

    public Message next(Class<? extends Message> kind) {
        Supplier<Message> supplier = kinds.get(kind);
        if (supplier == null) {
            throw new IllegalArgumentException("No random " + kind);
        }
        return supplier.get();
    }

    public Message next() {
        return next(kinds().get(random.nextInt(kinds.size())));
    }

    private <M extends Message> void add(Class<M> kind, Supplier<M> supplier) {
        kinds.put(kind, supplier::get);
    }

    private void addWorkerKinds() {
        add(
                Message.RegisterWorker.class,
                () -> new Message.RegisterWorker(
                        id(),
                        address(),
                        1 + random.nextInt(64),
                        natural(),
                        natural(),
                        natural(),
                        natural(),
                        holdings()));
        add(Message.Heartbeat.class, () -> new Message.Heartbeat(id(), list(this::attemptProgress)));
        add(
                Message.AttemptsFinished.class,
                () -> new Message.AttemptsFinished(id(), id(), index(), list(this::finishedAttempt)));
        add(
                Message.AttemptFailed.class,
                () -> new Message.AttemptFailed(id(), attemptId(), failureReport(), maybe(outputId())));
        add(Message.WorkerDraining.class, () -> new Message.WorkerDraining(id(), natural()));
        add(Message.WorkerLeaving.class, () -> new Message.WorkerLeaving(id()));
        add(Message.ArtifactRequest.class, () -> new Message.ArtifactRequest(hash()));
    }

    private void addCoordinatorKinds() {
        add(
                Message.WorkerRegistered.class,
                () -> new Message.WorkerRegistered(natural(), natural(), random.nextBoolean()));
        add(Message.ReportsSeen.class, () -> new Message.ReportsSeen(natural()));
        add(Message.LeaveRequest.class, () -> new Message.LeaveRequest(natural()));
        add(Message.WorkerDrained.class, Message.WorkerDrained::new);
        add(Message.RejoinRequest.class, Message.RejoinRequest::new);
        add(Message.OpenJob.class, () -> new Message.OpenJob(id(), list(this::artifactId)));
        add(Message.OpenStage.class, () -> new Message.OpenStage(id(), index(), parcel(5000)));
        add(Message.LaunchAttempts.class, () -> launchAttempts(list(() -> parcel(100))));
        add(
                Message.StageLocations.class,
                () -> new Message.StageLocations(id(), index(), index(), list(this::location)));
        add(Message.CancelAttempt.class, () -> new Message.CancelAttempt(attemptId()));
        add(Message.WithdrawAttempt.class, () -> new Message.WithdrawAttempt(attemptId()));
        add(Message.WithdrawStage.class, () -> new Message.WithdrawStage(id(), index()));
        add(Message.EndJob.class, () -> new Message.EndJob(id(), random.nextBoolean()));
        add(Message.ArtifactChunk.class, this::artifactChunk);
        add(Message.ArtifactMissing.class, () -> new Message.ArtifactMissing(hash()));
    }

    private void addClientKinds() {
        add(Message.ClusterRequest.class, Message.ClusterRequest::new);
        add(Message.ArtifactOffer.class, () -> new Message.ArtifactOffer(list(this::artifactId)));
        add(
                Message.SubmitJob.class,
                () -> new Message.SubmitJob(
                        id(),
                        text(),
                        jobGraph(),
                        list(() -> parcel(1000)),
                        list(() -> new StageSplits(Math.max(1, index()), list(() -> parcel(50)))),
                        list(this::artifactId),
                        list(() -> new MemoryFloor(natural(), text())),
                        Map.of(text(), natural()),
                        jobPolicy(),
                        random.nextBoolean()));
        add(Message.FollowJob.class, () -> new Message.FollowJob(id(), random.nextBoolean()));
        add(Message.CancelJob.class, () -> new Message.CancelJob(id(), text()));
        add(Message.DrainWorker.class, () -> new Message.DrainWorker(id(), natural()));
        add(Message.ResultLost.class, () -> new Message.ResultLost(outputId()));
        add(Message.ReleaseJob.class, () -> new Message.ReleaseJob(id()));
        add(Message.ClusterView.class, () -> new Message.ClusterView(index(), index()));
        add(Message.ArtifactsWanted.class, () -> new Message.ArtifactsWanted(list(this::hash)));
        add(Message.JobUpdate.class, () -> new Message.JobUpdate(id(), jobProgress()));
        add(Message.ResultsReady.class, () -> new Message.ResultsReady(id(), list(this::location)));
        add(Message.JobEnded.class, () -> new Message.JobEnded(id(), maybe(failureReport()), jobProgress()));
    }

    private JobPolicy jobPolicy() {
        return new JobPolicy(
                1 + random.nextInt(JobPolicy.MAX_WEIGHT),
                random.nextBoolean() ? JobPolicy.NO_DEADLINE : 1 + random.nextInt(1_000_000),
                random.nextBoolean() ? JobPolicy.NO_DEADLINE : 1 + random.nextInt(1_000_000),
                random.nextBoolean(),
                list(this::index));
    }

    private void addBlockKinds() {
        add(Message.FetchRequest.class, () -> new Message.FetchRequest(natural(), outputId(), selection(), natural()));
        add(Message.FetchNext.class, () -> new Message.FetchNext(natural(), natural()));
        add(Message.FetchCredit.class, () -> new Message.FetchCredit(natural(), natural()));
        add(Message.FetchCancel.class, () -> new Message.FetchCancel(natural()));
        add(Message.BlockFrame.class, () -> new Message.BlockFrame(natural(), block()));
        add(Message.EndOfPartition.class, () -> new Message.EndOfPartition(natural()));
        add(Message.FetchFailed.class, () -> new Message.FetchFailed(natural(), text()));
    }

    private void addOperationKinds() {
        add(Message.TaskLogs.class, () -> {
            String job = id();
            return new Message.TaskLogs(id(), job, list(() -> logLine(job)), natural());
        });
        add(Message.JobsRequest.class, Message.JobsRequest::new);
        add(Message.JobRequest.class, () -> new Message.JobRequest(id()));
        add(Message.WorkersRequest.class, Message.WorkersRequest::new);
        add(Message.LogsRequest.class, () -> new Message.LogsRequest(id(), natural()));
        add(Message.JobList.class, () -> new Message.JobList(list(this::jobSummary)));
        add(Message.JobDetail.class, () -> new Message.JobDetail(id(), maybe(jobSummary()), jobProgress()));
        add(
                Message.WorkerList.class,
                () -> new Message.WorkerList(list(() -> new WorkerSummary(
                        id(),
                        address(),
                        index(),
                        index(),
                        natural(),
                        natural(),
                        natural(),
                        any(WorkerState.values())))));
        add(Message.JobLogs.class, () -> {
            String job = id();
            return new Message.JobLogs(job, list(() -> logLine(job)), natural(), natural(), random.nextBoolean());
        });
    }

    private LogLine logLine(String job) {
        String text = random.nextInt(10) == 0 ? text().repeat(1000) : text();
        return LogLine.of(job, index(), index(), index(), natural(), any(Level.values()), text(), text);
    }

    private JobSummary jobSummary() {
        return new JobSummary(
                id(),
                text(),
                any(JobState.values()),
                natural(),
                natural(),
                index(),
                index(),
                index(),
                index(),
                index(),
                maybe(text()));
    }

    private <E> E any(E[] values) {
        return values[random.nextInt(values.length)];
    }

    private Holdings holdings() {
        return new Holdings(list(this::id), list(this::attemptId), list(this::attemptId), list(this::attemptId));
    }

    private byte[] block() {
        byte[] block = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 2_000_000 : 1000)];
        random.nextBytes(block);
        return block;
    }

    private Message.ArtifactChunk artifactChunk() {
        byte[] bytes = bytes(1000);
        long offset = random.nextInt(1000);
        return new Message.ArtifactChunk(hash(), offset, offset + bytes.length + random.nextInt(1000), bytes);
    }

    private StageProgress stageProgress() {
        return new StageProgress(
                index(),
                text(),
                index(),
                index(),
                index(),
                index(),
                natural(),
                natural(),
                natural(),
                natural(),
                natural(),
                natural(),
                natural(),
                natural(),
                natural(),
                natural(),
                list(this::text));
    }

    private JobProgress jobProgress() {
        return new JobProgress(list(this::stageProgress), list(this::text), counters());
    }

    private JobGraph jobGraph() {
        List<StageSpec> stages = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int id = 0; id < count; id++) {
            ExchangeKind output =
                    switch (random.nextInt(4)) {
                        case 3 -> new ExchangeKind.Whole();
                        case 0 -> new ExchangeKind.Hashed(1 + random.nextInt(ExchangeKind.MAX_PARTITIONS));
                        case 1 -> new ExchangeKind.Sorted();
                        default -> new ExchangeKind.Single();
                    };
            boolean source = id == 0;
            if (source && count > 1 && random.nextBoolean()) {
                stages.add(new StageSpec(id, text(), List.of(), new TaskCount.Kept(id()), output));
                continue;
            }
            TaskCount tasks = source || random.nextBoolean()
                    ? new TaskCount.Fixed(1 + random.nextInt(1000))
                    : random.nextBoolean() ? new TaskCount.Wanted(1 + random.nextInt(1000)) : new TaskCount.ByInput();
            List<Integer> inputs = source ? List.of() : List.of(id - 1);
            boolean shares = !source
                    && tasks instanceof TaskCount.ByInput
                    && stages.get(id - 1).output() instanceof ExchangeKind.Hashed;
            stages.add(new StageSpec(id, text(), inputs, tasks, output, shares ? List.of(inputs) : List.of(), null));
        }
        return new JobGraph(stages, random.nextBoolean());
    }

    private Selection selection() {
        if (random.nextBoolean()) {
            int from = random.nextInt(1000);
            return new Selection.Partitions(from, from + random.nextInt(1000));
        }
        return new Selection.KeyRange(index(), maybe(bytes(80)), maybe(bytes(80)));
    }

    private InputRange inputRange() {
        return switch (random.nextInt(5)) {
            case 0 -> new InputRange.All();
            case 3 -> {
                int from = random.nextInt(1000);
                int side = random.nextInt(2);
                int stripes = 1 + random.nextInt(InputRange.Stripe.MAX_COUNT);
                yield new InputRange.Share(
                        random.nextInt(ExchangeKind.MAX_PARTITIONS),
                        side,
                        from,
                        from + 1 + random.nextInt(1000),
                        new InputRange.Stripe(random.nextInt(stripes), stripes));
            }
            case 2 -> {
                int from = random.nextInt(1000);
                yield new InputRange.Outputs(from, from + 1 + random.nextInt(1000));
            }
            case 1 -> {
                int from = random.nextInt(1000);
                yield new InputRange.Partitions(from, from + 1 + random.nextInt(1000));
            }
            default -> new InputRange.Keys(maybe(bytes(80)), maybe(bytes(80)));
        };
    }

    private OutputSizes outputSizes() {
        int partitions = random.nextInt(random.nextInt(10) == 0 ? ExchangeKind.MAX_PARTITIONS : 20);
        return new OutputSizes(
                index(),
                random.longs(partitions, 0, Long.MAX_VALUE).toArray(),
                random.longs(partitions, 0, 1000).toArray(),
                random.nextLong(),
                list(() -> new KeySample(bytes(KeySample.MAX_KEY_BYTES), natural())));
    }

    private AttemptReport attemptReport() {
        return new AttemptReport(
                natural(),
                natural(),
                natural(),
                natural(),
                natural(),
                natural(),
                natural(),
                natural(),
                counters(),
                natural(),
                Map.of(text(), natural()),
                natural(),
                natural());
    }

    private Map<String, Long> counters() {
        return random.nextBoolean() ? Map.of() : Map.of(text(), random.nextLong(), "a counter", natural());
    }

    private FinishedAttempt finishedAttempt() {
        return new FinishedAttempt(index(), index(), outputSizes(), attemptReport());
    }

    private Message.LaunchAttempts launchAttempts(List<Parcel> splits) {
        return new Message.LaunchAttempts(
                id(), index(), list(this::index), list(() -> launchedAttempt(splits.size())), splits);
    }

    private LaunchedAttempt launchedAttempt(int splitsCount) {
        boolean readsSource = splitsCount > 0 && random.nextBoolean();
        return new LaunchedAttempt(
                index(),
                index(),
                inputRange(),
                readsSource ? random.nextInt(splitsCount) : LaunchedAttempt.NONE,
                readsSource ? index() : 0);
    }

    private AttemptProgress attemptProgress() {
        return new AttemptProgress(attemptId(), natural(), natural(), natural(), natural());
    }

    private FailureReport failureReport() {
        FailureKind[] failureKinds = FailureKind.values();
        return new FailureReport(failureKinds[random.nextInt(failureKinds.length)], text(), maybe(text()));
    }

    private OutputLocation location() {
        return new OutputLocation(
                address(), outputId(), index(), random.nextInt(1 << 20), random.nextInt(1 << 30), random.nextLong());
    }

    private ArtifactId artifactId() {
        return new ArtifactId(hash(), text(), natural());
    }

    private AttemptId attemptId() {
        return new AttemptId(id(), index(), index(), index());
    }

    private OutputId outputId() {
        return new OutputId(id(), index(), index(), index());
    }

    private String hash() {
        StringBuilder hash = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            hash.append(Character.forDigit(random.nextInt(16), 16));
        }
        return hash.toString();
    }

    private String id() {
        return "job-" + Long.toHexString(random.nextLong()) + "." + random.nextInt(10) + "_";
    }

    private String address() {
        return "127.0.0.1:" + random.nextInt(65_536);
    }

    private String text() {
        int[] points = random.ints(random.nextInt(40), 0, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .toArray();
        return new String(points, 0, points.length);
    }

    private Parcel parcel(int maxLength) {
        return Parcel.serialized(bytes(maxLength));
    }

    private byte[] bytes(int maxLength) {
        byte[] bytes = new byte[random.nextInt(maxLength + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private int index() {
        return random.nextInt(8) == 0 ? Integer.MAX_VALUE : random.nextInt(1 + random.nextInt(100_000));
    }

    private long natural() {
        return random.nextInt(8) == 0 ? Long.MAX_VALUE : random.nextLong() >>> (1 + random.nextInt(63));
    }

    private <T> @Nullable T maybe(T value) {
        return random.nextInt(3) == 0 ? null : value;
    }

    private <T> List<T> list(Supplier<T> element) {
        return Stream.generate(element).limit(random.nextInt(5)).toList();
    }
}
