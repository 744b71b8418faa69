package io.dataflow.api.function;

import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.codec.ValueType;
import java.io.Serializable;

/**
 * The name and type of a side output: what a function emits to it with {@link Emitter#emit(Tag, Object)} is the dataset
 * {@code tagged(tag)}. Tags are equal when name and type are.
 *
 * <pre>{@code
 * Tag<String> rejected = Tag.of("rejected", String.class);
 * Dataset<Integer> lengths = lines.transform(Integer.class, (line, out) -> {
 *     if (line.isBlank()) {
 *         out.emit(rejected, line);
 *     } else {
 *         out.emit(line.length());
 *     }
 * });
 * lengths.tagged(rejected).count();
 * }</pre>
 *
 * @param <T> the records of the side output
 */
@SuppressWarnings("UnusedTypeParameter") // T is for the compiler of the program
public record Tag<T>(String name, ValueType type) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** For records of a class without type arguments. */
    public static <T> Tag<T> of(String name, Class<T> type) {
        return new Tag<>(name, ValueType.of(type));
    }

    /** For records of a generic type. */
    public static <T> Tag<T> of(String name, TypeRef<T> type) {
        return new Tag<>(name, type.type());
    }
}
