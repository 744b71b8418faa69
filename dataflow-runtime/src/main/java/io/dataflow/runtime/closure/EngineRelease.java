package io.dataflow.runtime.closure;

import java.security.CodeSource;

/**
 * Which Dataflow wrote a plan, and which reads it, in the words of a failure: the jar, whose name has the version, or the
 * class folder that it runs from.
 */
final class EngineRelease {
    /** Longer names are cut; they are for people. */
    private static final int MAX_LENGTH = 200;

    private EngineRelease() {}

    /** Where this process has Dataflow from. */
    static String here() {
        CodeSource source = EngineRelease.class.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? "an unknown place"
                : source.getLocation().getPath();
    }

    /** The same in short, to travel with each plan: {@code dataflow-runtime-1.2.jar}. */
    static String shortly() {
        String[] parts = here().split("/", -1);
        String last = parts[parts.length - 1];
        String name =
                last.isEmpty() && parts.length > 2 ? parts[parts.length - 3] + "/" + parts[parts.length - 2] : last;
        return name.length() > MAX_LENGTH ? name.substring(name.length() - MAX_LENGTH) : name;
    }

    /** What to add to a failure over a class that both sides have from Dataflow. */
    static String clash(String writtenBy) {
        String shown = writtenBy.length() > MAX_LENGTH ? writtenBy.substring(0, MAX_LENGTH) : writtenBy;
        return "; the plan was written with Dataflow from " + shown.replaceAll("\\p{Cntrl}", "?")
                + " and is read with Dataflow from " + here() + ", so use the same release on both sides";
    }
}
