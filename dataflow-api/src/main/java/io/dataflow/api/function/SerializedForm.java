package io.dataflow.api.function;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * What Java serialization puts in an object's place. It is read from the stream's own replacement step, because
 * reflection on {@code writeReplace} is refused for classes of a module that is not open.
 *
 * <p>Confined to the thread that asks.
 */
final class SerializedForm extends ObjectOutputStream {
    private @Nullable Object replacement;

    private SerializedForm() throws IOException {
        super(OutputStream.nullOutputStream());
        enableReplaceObject(true);
    }

    /** The object that would be written for {@code object}: often itself, for a lambda a {@link SerializedLambda}. */
    static Object of(Object object) throws IOException {
        try (SerializedForm form = new SerializedForm()) {
            form.writeObject(object);
            Object replacement = form.replacement;
            return replacement == null ? object : replacement;
        }
    }

    /** The description of a lambda or method reference; null when {@code object} is neither, or not serializable. */
    static @Nullable SerializedLambda ofLambda(Object object) throws IOException {
        Class<?> type = object.getClass();
        boolean generated = type.isHidden() || type.isSynthetic();
        return generated && of(object) instanceof SerializedLambda lambda ? lambda : null;
    }

    /** Keeps the object and writes nothing in its place, so that nothing behind it is visited. */
    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) {
        replacement = object;
        return null;
    }
}
