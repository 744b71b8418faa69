package io.dataflow.runtime.client;

import io.dataflow.api.JobReport;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.operations.JobView;
import io.dataflow.runtime.operations.LogPage;
import io.dataflow.runtime.operations.WorkerSummary;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Connection;
import io.dataflow.runtime.transport.ConnectionHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks a coordinator one question after the other over one connection. Safe for use by many threads. */
public final class Inquiries implements ConnectionHandler {
    private static final long ANSWER_SECONDS = 10;

    private volatile @Nullable Connection coordinator;
    private volatile CompletableFuture<Message> answer = new CompletableFuture<>();
    private volatile @Nullable String lost;

    /** The connection whose messages come to this handler. Once, before the first question. */
    public void attach(Connection connection) {
        coordinator = connection;
    }

    public List<JobSummary> jobs() {
        return ask(new Message.JobsRequest(), Message.JobList.class).jobs();
    }

    public Optional<JobView> job(String id) {
        Message.JobDetail detail = ask(new Message.JobRequest(id), Message.JobDetail.class);
        JobSummary summary = detail.summary();
        if (summary == null) {
            return Optional.empty();
        }
        JobReport report = Reports.of(
                id, summary.state().ended(), Duration.ofMillis(summary.elapsedMillis()), detail.progress(), List.of());
        return Optional.of(new JobView(summary, report));
    }

    public List<WorkerSummary> workers() {
        return ask(new Message.WorkersRequest(), Message.WorkerList.class).workers();
    }

    public LogPage logs(String job, long from) {
        Message.JobLogs page = ask(new Message.LogsRequest(job, from), Message.JobLogs.class);
        return new LogPage(page.lines(), page.next(), page.droppedCount(), page.ended());
    }

    public void cancel(String job, String reason) {
        connection().send(new Message.CancelJob(job, reason));
    }

    public void drain(String worker, long timeoutMillis) {
        connection().send(new Message.DrainWorker(worker, timeoutMillis));
    }

    /** A question that waits for its answer fails. */
    public void close() {
        Connection connection = coordinator;
        if (connection != null) {
            connection.close();
        }
    }

    private synchronized <M extends Message> M ask(Message question, Class<M> kind) {
        CompletableFuture<Message> expected = new CompletableFuture<>();
        answer = expected;
        connection().send(question);
        try {
            return kind.cast(expected.get(ANSWER_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException silence) {
            throw new DataflowException(
                    FailureKind.CONNECTION, "The coordinator did not answer within " + ANSWER_SECONDS + " s", silence);
        } catch (ExecutionException failed) {
            throw new DataflowException(FailureKind.CONNECTION, String.valueOf(lost), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DataflowException(FailureKind.CANCELLED, "Interrupted while waiting for an answer", interrupted);
        }
    }

    private Connection connection() {
        Connection connection = coordinator;
        String gone = lost;
        if (connection == null || gone != null) {
            throw new DataflowException(
                    FailureKind.CONNECTION, gone == null ? "There is no connection to a coordinator" : gone);
        }
        return connection;
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        answer.complete(message);
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        String how = "The connection to the coordinator at " + connection.peer() + " is gone"
                + (cause == null ? "" : ": " + cause);
        lost = how;
        answer.completeExceptionally(new IllegalStateException(how));
    }
}
