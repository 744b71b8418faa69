package io.dataflow.testing.cluster;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What this process holds, as the JVM counts it.
 *
 * @param heapBytes after a collection
 * @param openFiles sockets too; 0 where the system does not tell
 * @param classes loaded and not unloaded: those of jobs go with their class loaders
 */
record Footprint(long heapBytes, int threads, long openFiles, int classes) {
    private static final long HEAP_SLACK = 16L << 20;
    private static final int THREAD_SLACK = 8;
    private static final int FILE_SLACK = 16;

    /** What a JVM loads for itself when it has compiled enough, or meets an exception for the first time. */
    private static final int CLASS_SLACK = 300;

    /** Collects garbage first, twice: what the first one finds to be unreachable is cleaned up before the second. */
    static Footprint now() {
        System.gc();
        System.gc();
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        return new Footprint(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                files,
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
    }

    /** In what it is larger than an earlier one by more than differs from moment to moment. */
    List<String> growthSince(Footprint earlier) {
        List<String> grown = new ArrayList<>();
        add(grown, "bytes of heap", earlier.heapBytes, heapBytes, HEAP_SLACK);
        add(grown, "threads", earlier.threads, threads, THREAD_SLACK);
        add(grown, "open files", earlier.openFiles, openFiles, FILE_SLACK);
        add(grown, "classes", earlier.classes, classes, CLASS_SLACK);
        return grown;
    }

    private static void add(List<String> grown, String what, long before, long now, long slack) {
        if (now > before + slack) {
            grown.add(what + ": " + before + " before, " + now + " now");
        }
    }
}
