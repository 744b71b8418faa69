package io.dataflow.runtime;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.client.Inquiries;
import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.operations.JobView;
import io.dataflow.runtime.operations.LogPage;
import io.dataflow.runtime.operations.WorkerSummary;
import io.dataflow.runtime.transport.NettyTransport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks a cluster about its jobs and workers, cancels jobs, whoever submitted them, and has workers leave. Each question is a message and its
 * answer; one that is not answered within ten seconds, or whose connection breaks, fails with kind {@code CONNECTION}. Safe
 * for use by many threads.
 *
 * <pre>{@code
 * try (ClusterClient cluster = ClusterClient.connect("dataflow://localhost:7070")) {
 *     cluster.jobs().forEach(job -> System.out.println(job.job() + " " + job.state()));
 * }
 * }</pre>
 */
public final class ClusterClient implements AutoCloseable {
    private final Inquiries inquiries;
    private final Closing closing;

    private ClusterClient(Inquiries inquiries, Closing closing) {
        this.inquiries = inquiries;
        this.closing = closing;
    }

    /** Connects to an address as sessions do: {@code dataflow://host:port?secretFile=/path}. The caller closes it. */
    public static ClusterClient connect(String address) {
        SessionUrl url = SessionUrl.parse(address);
        Closing closing = new Closing();
        try {
            NettyTransport transport = closing.add(new NettyTransport(Secrets.options(url.secretFile(), url.tls())));
            Inquiries inquiries = new Inquiries();
            inquiries.attach(transport.connect(url.coordinator(), inquiries));
            return new ClusterClient(inquiries, closing);
        } catch (RuntimeException failure) {
            closing.closeAfter(failure);
            throw failure;
        }
    }

    /** Jobs that run, and the latest of those that have ended; the latest submitted come last. */
    public List<JobSummary> jobs() {
        return inquiries.jobs();
    }

    /** One job; empty when the coordinator does not know it, or has forgotten it. */
    public Optional<JobView> job(String id) {
        return inquiries.job(id);
    }

    /** The workers that are there, in the order in which they came. */
    public List<WorkerSummary> workers() {
        return inquiries.workers();
    }

    /**
     * What the tasks of a job have logged, from a position on: 0 at first, then what the page before names as next. A page has
     * no more than some hundred kilobytes; an empty one of a job that runs means that there is nothing new.
     */
    public LogPage logs(String job, long from) {
        return inquiries.logs(job, from);
    }

    /**
     * Has a job cancelled, and returns at once; its program gets a failure of kind {@code CANCELLED}. Refused when there is no such
     * job, or when it has ended already.
     */
    public void cancel(String job, String reason) {
        JobView view = job(job).orElseThrow(() ->
                new DataflowException(FailureKind.BAD_DATA, "There is no job " + job + " on this cluster"));
        if (view.summary().state().ended()) {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    "Job " + job + " has ended already ("
                            + view.summary().state().name().toLowerCase(Locale.ROOT) + "); there is nothing to cancel");
        }
        inquiries.cancel(job, reason);
    }

    /**
     * Has a worker leave, and returns at once: it gets no more attempts, finishes those that it runs, stays while unfinished jobs
     * need its outputs, but no longer than {@code timeout}, and ends with status 0. Until then {@link #workers} has it as
     * draining; asked again, the time that is over first counts. Refused when there is no such worker.
     *
     * @param worker its whole id
     */
    public void drain(String worker, Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("A worker cannot leave within " + timeout);
        }
        if (workers().stream().noneMatch(known -> known.worker().equals(worker))) {
            throw new DataflowException(FailureKind.BAD_DATA, "There is no worker " + worker + " on this cluster");
        }
        inquiries.drain(worker, timeout.toMillis());
    }

    @Override
    public void close() {
        closing.close();
    }
}
