package io.dataflow.files;

import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.TextFiles;
import java.util.Map;
import java.util.Objects;

/**
 * JSON lines to read. Ends with {@link #as(Class)}, {@link #maps()} or {@link #values()}. Immutable: each method returns a
 * changed copy. Large files are split at line ends, which JSON does not have inside of values.
 *
 * <p>Objects become records: a component gets the property of the same name; if there is none, the one whose name has the
 * same letters and digits, capitals aside. A property that is missing is null, and so is {@code null}; for a primitive that
 * is an error, and an Optional is empty. Of a property that comes twice the last counts. Properties that no component asks
 * for are passed by unless {@link #strict} says otherwise. Arrays become lists, sets or arrays, objects also maps; dates,
 * times and enums are strings; a byte[] is Base64. Blank lines are not part of the data.
 *
 * <p>Where the type is unknown, objects are maps, arrays lists, whole numbers {@code Long} or {@code BigInteger}, others
 * {@code Double}.
 *
 * <pre>{@code
 * session.read(JsonLines.files("customers.jsonl").strict(true).onBad(BadRecords.skip(10)).as(Customer.class));
 * }</pre>
 */
public final class JsonFiles {
    private final TextFiles files;
    private final JsonOptions options;

    JsonFiles(TextFiles files, JsonOptions options) {
        this.files = files;
        this.options = options;
    }

    /** Whether properties that no component asks for are errors. */
    public JsonFiles strict(boolean refused) {
        return new JsonFiles(files, new JsonOptions(refused, options.maxRecordBytes(), options.badRecords()));
    }

    /** A larger line is an error whatever is said of bad records; 16 MiB unless stated. */
    public JsonFiles maxRecordBytes(int bytes) {
        return new JsonFiles(
                files, new JsonOptions(options.strict(), RecordLimits.checked(bytes), options.badRecords()));
    }

    /** What becomes of lines that cannot be read; the first one fails the job unless stated. */
    public JsonFiles onBad(BadRecords policy) {
        Objects.requireNonNull(policy, "policy");
        return new JsonFiles(files, new JsonOptions(options.strict(), options.maxRecordBytes(), policy));
    }

    /** Into about how many bytes a large file is split; as {@link TextFiles#splitBytes}. */
    public JsonFiles splitBytes(long bytes) {
        return new JsonFiles(files.splitBytes(bytes), options);
    }

    /**
     * Values of this class, usually a Java record. A class that no JSON value can become is refused with kind {@code
     * INVALID_PLAN}.
     *
     * <pre>{@code
     * session.read(JsonLines.files("hits").as(Hit.class)).groupBy(Hit::host).count();
     * }</pre>
     */
    public <T> Source<T> as(Class<T> type) {
        return source(ValueType.of(type));
    }

    /**
     * Values of a generic type: {@code as(new TypeRef<List<Integer>>() {})}.
     *
     * <pre>{@code
     * session.read(JsonLines.files("points").as(new TypeRef<List<Integer>>() {}));
     * }</pre>
     */
    public <T> Source<T> as(TypeRef<T> type) {
        return source(type.type());
    }

    /**
     * Objects as maps of plain values; a line that is no object is a bad record.
     *
     * <pre>{@code
     * session.read(JsonLines.files("events").maps()).filter(event -> event.containsKey("error")).count();
     * }</pre>
     */
    public Source<Map<String, Object>> maps() {
        return source(ValueType.of(Map.class, ValueType.of(String.class), ValueType.UNKNOWN));
    }

    /**
     * Whatever there is, as plain values: maps, lists, strings, numbers and booleans.
     *
     * <pre>{@code
     * session.read(JsonLines.files("numbers").values()).as(Long.class);
     * }</pre>
     */
    public Source<Object> values() {
        return source(ValueType.UNKNOWN);
    }

    private <T> Source<T> source(ValueType type) {
        Codecs.check(type);
        JsonShape.of(type, options.strict());
        return new JsonSource<>(files, options, type);
    }
}
