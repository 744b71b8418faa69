package io.dataflow.benchmarks.job.plain;

import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Result;
import io.dataflow.benchmarks.job.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The program {@code sort}. It compares whole lines as bytes: records are lines that begin with their keys, so that
 * this is an order by key; records without line feeds it could not sort.
 */
final class GnuSort implements Contestant {
    @Override
    public String name() {
        return "gnu-sort";
    }

    @Override
    public String version() {
        try {
            Process process = new ProcessBuilder("sort", "--version").start();
            String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return all.lines().findFirst().orElse("unknown");
        } catch (IOException none) {
            return "unknown";
        }
    }

    @Override
    public Set<Work> works() {
        return Set.of(Work.SORT);
    }

    @Override
    public boolean hasProcesses() {
        return true;
    }

    @Override
    public Result run(Work work, Inputs inputs) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sort", "--parallel=" + inputs.threads()));
        // It takes more than it is told, for the index of its lines.
        command.addAll(List.of(
                "-S", inputs.heapBytes() / 2 + "b", "-T", inputs.output().toString()));
        command.addAll(List.of("-o", inputs.output().resolve("part-0").toString()));
        command.add(inputs.records().toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("sort ended with " + status + "; see standard error");
            }
        } finally {
            process.destroyForcibly();
        }
        return Result.elsewhere(-1);
    }
}
