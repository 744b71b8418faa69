package io.dataflow.runtime.worker;

import io.dataflow.api.io.Sink;
import io.dataflow.runtime.closure.SentProgram;
import io.dataflow.runtime.operator.SharedTables;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.shuffle.ShuffleStore;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what a job leaves on a worker: outputs, tables, staged work that was not committed, code. */
final class JobCleanup implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(JobCleanup.class);

    private final String id;
    private final boolean succeeded;
    private final WorkerJob job;
    private final ShuffleStore store;
    private final SharedTables tables;
    private final JobCode code;

    JobCleanup(String id, boolean succeeded, WorkerJob job, ShuffleStore store, SharedTables tables, JobCode code) {
        this.id = id;
        this.succeeded = succeeded;
        this.job = job;
        this.store = store;
        this.tables = tables;
        this.code = code;
    }

    @Override
    public void run() {
        store.withdrawJob(id);
        tables.end(id);
        try {
            if (!succeeded) {
                abortSinks();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | IOException failure) {
            LOG.warn("Job {}: staged work could not be removed: {}", id, failure.toString());
        } finally {
            code.close(id);
        }
    }

    private void abortSinks() throws InterruptedException, IOException {
        for (SentProgram<StageProgram> sent : job.programs()) {
            ClassLoader loader = code.open(id, job.artifacts());
            StageProgram program = sent.read(loader).program();
            if (program.output() instanceof StageOutput.Staged staged) {
                Sink<Object> sink = staged.sink();
                sink.abort(id);
            }
        }
    }
}
