package io.dataflow.runtime.closure;

import java.io.ObjectInputFilter;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which classes and how much of them the bytes of a plan may ask for. Of the JDK it admits plain values,
 * collections and lambdas; everything else of the JDK is refused, whatever this year's list of dangerous classes says.
 *
 * <p>Confined to the reader of one plan. It remembers its first refusal, which the stream's own message leaves out.
 */
final class PlanFilter implements ObjectInputFilter {
    private static final Set<String> JDK_PACKAGES = Set.of(
            "java.lang",
            "java.math",
            "java.text",
            "java.time",
            "java.time.chrono",
            "java.time.temporal",
            "java.time.zone",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks",
            "java.util.function",
            "java.util.regex");

    private static final Set<String> JDK_CLASSES = Set.of(
            SerializedLambda.class.getName(),
            "java.io.File",
            "java.io.IOException",
            "java.io.Serializable",
            "java.io.UncheckedIOException",
            "java.net.URI",
            "java.sql.Date",
            "java.sql.Time",
            "java.sql.Timestamp",
            "sun.util.calendar.ZoneInfo");

    /** Tables of the JDK's collections are larger than their content, by less than this and at least this much. */
    private static final int TABLE_SLACK = 4;

    private static final int SMALL_ARRAY = 4096;

    private final long sizeBytes;
    private final int depth;
    private @Nullable String refusal;

    PlanFilter(long sizeBytes, int depth) {
        this.sizeBytes = sizeBytes;
        this.depth = depth;
    }

    /** Why the plan was refused, or null. */
    @Nullable
    String refusal() {
        return refusal;
    }

    @Override
    public Status checkInput(FilterInfo input) {
        if (input.depth() > depth) {
            return refuse("its objects are nested deeper than " + depth + " levels");
        }
        if (input.references() > sizeBytes) {
            return refuse("it claims more objects than its " + sizeBytes + " bytes can hold");
        }
        if (input.arrayLength() > Math.max(SMALL_ARRAY, sizeBytes * TABLE_SLACK)) {
            return refuse("it claims an array of " + input.arrayLength() + " elements in " + sizeBytes + " bytes");
        }
        Class<?> type = input.serialClass();
        return type == null || admits(type)
                ? Status.ALLOWED
                : refuse("class " + type.getName() + " is not allowed in a plan");
    }

    private Status refuse(String reason) {
        if (refusal == null) {
            refusal = reason;
        }
        return Status.REJECTED;
    }

    private static boolean admits(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        boolean ofTheJdk = element.getClassLoader() == null || SharedCode.isJdkLoader(element.getClassLoader());
        if (element.isPrimitive() || !ofTheJdk) {
            return !Proxy.isProxyClass(element);
        }
        boolean constant = element.isEnum() && element.getName().startsWith("java.");
        return constant || JDK_PACKAGES.contains(element.getPackageName()) || JDK_CLASSES.contains(element.getName());
    }
}
