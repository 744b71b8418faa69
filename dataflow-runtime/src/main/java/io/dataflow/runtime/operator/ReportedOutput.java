package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;

/** The end of a chain: writes its records, and now and then looks whether to go on. */
final class ReportedOutput implements Emitter<Object> {
    private static final int REPORT_EVERY_RECORDS = 1 << 14;

    private final TaskOutput output;
    private final TaskContext context;
    private int untilReport = REPORT_EVERY_RECORDS;

    ReportedOutput(TaskOutput output, TaskContext context) {
        this.output = output;
        this.context = context;
    }

    @Override
    public void emit(Object record) throws Exception {
        output.write(record);
        if (--untilReport == 0) {
            untilReport = REPORT_EVERY_RECORDS;
            output.report(context.counters());
            context.checkCancelled();
        }
    }
}
