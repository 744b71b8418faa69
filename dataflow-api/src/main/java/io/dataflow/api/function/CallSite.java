package io.dataflow.api.function;

import java.lang.StackWalker.StackFrame;
import java.util.List;

/** The line of the program that called into Dataflow, for messages. */
public final class CallSite {
    private static final List<String> OWN_PACKAGES = List.of(
            "io.dataflow.api",
            "io.dataflow.shuffle",
            "io.dataflow.runtime",
            "io.dataflow.kryo",
            "io.dataflow.sketches");

    private CallSite() {}

    /** The innermost frame of the current thread that is neither Dataflow's nor the JDK's. */
    public static String line() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(CallSite::isUserCode).findFirst())
                .map(CallSite::describe)
                .orElse("an unknown line");
    }

    private static boolean isUserCode(StackFrame frame) {
        Class<?> type = frame.getDeclaringClass();
        ClassLoader loader = type.getClassLoader();
        boolean ofTheJdk = loader == null || loader == ClassLoader.getPlatformClassLoader();
        return !ofTheJdk && OWN_PACKAGES.stream().noneMatch(own -> isWithin(type.getPackageName(), own));
    }

    private static boolean isWithin(String packageName, String parent) {
        return packageName.equals(parent) || packageName.startsWith(parent + ".");
    }

    private static String describe(StackFrame frame) {
        String file = frame.getFileName();
        String line = file == null ? "unknown source" : file + ":" + frame.getLineNumber();
        return frame.getClassName() + "." + frame.getMethodName() + "(" + line + ")";
    }
}
