package io.dataflow.files;

import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record class: what it is made of, how it is made and read. Looked up once, so that no record pays for reflection. */
final class RecordType {
    private final Class<?> raw;
    private final List<Part> parts;

    /** {@code (Object[]) -> Object}. */
    private final MethodHandle constructor;

    private RecordType(Class<?> raw, List<Part> parts, MethodHandle constructor) {
        this.raw = raw;
        this.parts = parts;
        this.constructor = constructor;
    }

    /**
     * A component.
     *
     * @param primitive whether it cannot be null
     * @param accessor {@code (Object) -> Object}
     */
    record Part(String name, ValueType type, boolean primitive, MethodHandle accessor) {
        @Nullable
        Object of(Object record) {
            try {
                return (Object) accessor.invokeExact(record);
            } catch (RuntimeException | Error thrown) {
                throw thrown;
            } catch (Throwable thrown) {
                throw new DataflowException(
                        FailureKind.USER_CODE, "The accessor " + name + " of a record threw " + thrown, thrown);
            }
        }
    }

    static RecordType of(ValueType type) {
        Class<?> raw = type.raw();
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(raw, MethodHandles.lookup());
            RecordComponent[] components = raw.getRecordComponents();
            List<ValueType> types = Codecs.componentTypes(type);
            Class<?>[] parameters = new Class<?>[components.length];
            List<Part> parts = new ArrayList<>();
            for (int i = 0; i < components.length; i++) {
                parameters[i] = components[i].getType();
                MethodHandle accessor = lookup.unreflect(components[i].getAccessor())
                        .asType(MethodType.methodType(Object.class, Object.class));
                parts.add(new Part(components[i].getName(), types.get(i), parameters[i].isPrimitive(), accessor));
            }
            MethodHandle constructor = lookup.findConstructor(raw, MethodType.methodType(void.class, parameters))
                    .asFixedArity()
                    .asType(MethodType.genericMethodType(parameters.length))
                    .asSpreader(Object[].class, parameters.length);
            return new RecordType(raw, List.copyOf(parts), constructor);
        } catch (IllegalAccessException closed) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    raw.getTypeName() + " is a record that Dataflow may not use; add 'opens " + raw.getPackageName()
                            + ";' to the module-info.java of " + raw.getModule().getName(),
                    closed);
        } catch (NoSuchMethodException impossible) {
            throw new LinkageError("Record without canonical constructor: " + raw.getName(), impossible);
        }
    }

    List<Part> parts() {
        return parts;
    }

    /** What the record's constructor throws comes out as {@link BadValueException}. */
    Object construct(@Nullable Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new BadValueException("", "the constructor of " + raw.getSimpleName() + " refused it: " + thrown);
        }
    }
}
