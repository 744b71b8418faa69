package io.dataflow.benchmarks.job;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where and how a run was made, by name. */
record Environment(Map<String, String> facts) {
    static Environment of(Instant now, Map<String, String> settings) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", now.toString());
        facts.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("processor", processor());
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", memory());
        facts.put(
                "load before",
                Double.toString(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        facts.putAll(settings);
        return new Environment(facts);
    }

    private static String processor() {
        return lineOf("/proc/cpuinfo", "model name");
    }

    private static String memory() {
        return lineOf("/proc/meminfo", "MemTotal");
    }

    private static String lineOf(String file, String name) {
        try {
            for (String line : Files.readAllLines(Path.of(file), StandardCharsets.UTF_8)) {
                if (line.startsWith(name)) {
                    return line.substring(line.indexOf(':') + 1).trim();
                }
            }
        } catch (IOException noLinux) {
            // Not known, then.
        }
        return "unknown";
    }
}
