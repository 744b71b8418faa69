package io.dataflow.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.dataflow.api.JobReport;
import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.operations.WorkerSummary;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What commands tell, as JSON: an object without line breaks. Names carry their units; fields are added, never renamed. */
final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonLine() {}

    /** Writes the fields of an object. */
    private interface Fields {
        void write(JsonGenerator out) throws IOException;
    }

    private static String object(Fields fields) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
        }
        return text.toString();
    }

    static String of(JobSummary job) throws IOException {
        return object(out -> write(out, job));
    }

    static String of(JobSummary job, JobReport report) throws IOException {
        return object(out -> {
            write(out, job);
            out.writeArrayFieldStart("stages");
            for (JobReport.Stage stage : report.stages()) {
                write(out, stage);
            }
            out.writeEndArray();
            writeTexts(out, "losses", report.losses());
            out.writeObjectFieldStart("counters");
            for (Map.Entry<String, Long> counter : report.counters().entrySet()) {
                out.writeNumberField(counter.getKey(), counter.getValue());
            }
            out.writeEndObject();
        });
    }

    private static void write(JsonGenerator out, JobSummary job) throws IOException {
        out.writeStringField("job", job.job());
        out.writeStringField("name", job.name());
        out.writeStringField("state", lower(job.state()));
        out.writeNumberField("submittedMillis", job.submittedMillis());
        out.writeNumberField("elapsedMillis", job.elapsedMillis());
        out.writeNumberField("stageCount", job.stageCount());
        out.writeNumberField("doneStageCount", job.doneStageCount());
        out.writeNumberField("taskCount", job.taskCount());
        out.writeNumberField("runningTaskCount", job.runningTaskCount());
        out.writeNumberField("doneTaskCount", job.doneTaskCount());
        if (job.failure() != null) {
            out.writeStringField("failure", job.failure());
        }
    }

    private static void write(JsonGenerator out, JobReport.Stage stage) throws IOException {
        out.writeStartObject();
        out.writeNumberField("id", stage.id());
        out.writeStringField("name", stage.name());
        out.writeNumberField("taskCount", stage.taskCount());
        out.writeNumberField("runningCount", stage.runningCount());
        out.writeNumberField("doneCount", stage.doneCount());
        out.writeNumberField("attemptCount", stage.attemptCount());
        out.writeNumberField("readRecords", stage.readRecords());
        out.writeNumberField("readBytes", stage.readBytes());
        out.writeNumberField("writtenRecords", stage.writtenRecords());
        out.writeNumberField("writtenBytes", stage.writtenBytes());
        out.writeNumberField("spilledBytes", stage.spilledBytes());
        out.writeNumberField("peakMemoryBytes", stage.peakMemoryBytes());
        out.writeNumberField("elapsedMillis", stage.elapsed().toMillis());
        out.writeNumberField("taskMillis", stage.taskTime().toMillis());
        out.writeNumberField("cpuMillis", stage.cpuTime().toMillis());
        writeTexts(out, "notes", stage.notes());
        out.writeEndObject();
    }

    static String of(WorkerSummary worker) throws IOException {
        return object(out -> {
            out.writeStringField("worker", worker.worker());
            out.writeStringField("address", worker.address());
            out.writeStringField("state", lower(worker.state()));
            out.writeNumberField("slots", worker.slots());
            out.writeNumberField("busySlots", worker.busySlots());
            out.writeNumberField("memoryBytes", worker.memoryBytes());
            out.writeNumberField("joinedMillis", worker.joinedMillis());
            out.writeNumberField("heartbeatMillis", worker.heartbeatMillis());
        });
    }

    /** A worker that was there a moment ago. */
    static String ofGone(WorkerSummary worker) throws IOException {
        return object(out -> {
            out.writeStringField("worker", worker.worker());
            out.writeStringField("address", worker.address());
            out.writeStringField("state", "gone");
        });
    }

    static String of(LogLine line) throws IOException {
        return object(out -> {
            out.writeNumberField("millis", line.millis());
            out.writeStringField("level", lower(line.level()));
            out.writeStringField("job", line.job());
            out.writeNumberField("stage", line.stage());
            out.writeNumberField("task", line.task());
            out.writeNumberField("attempt", line.attempt());
            out.writeStringField("logger", line.logger());
            out.writeStringField("text", line.text());
        });
    }

    private static void writeTexts(JsonGenerator out, String name, List<String> texts) throws IOException {
        out.writeArrayFieldStart(name);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
