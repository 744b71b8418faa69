package io.dataflow.runtime.closure;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which objects need not be serialized for a task in the same process, since it could not tell them from what would be
 * read: records of values, of such records and of immutable collections of these, whose class does not say itself how it is written or
 * read. Of what a class says of all its instances it keeps note. Records of Dataflow itself may have arrays, which it never changes.
 *
 * <p>Confined to one thread.
 */
public final class HandOver {
    private static final int MAX_DEPTH = 20;
    private static final Set<String> OWN_SERIALIZATION = Set.of("writeReplace", "readResolve");

    /** Of a class of records that may be handed over the fields that decide about an instance; empty for all others. */
    private final Map<Class<?>, Optional<List<Field>>> deciding = new HashMap<>();

    /** Whether {@code record} may be given to others in place of a copy. About a tenth of the cost of a copy at most. */
    public boolean allows(Object record) {
        return allowsRecord(record, 0);
    }

    private boolean allowsRecord(Object object, int depth) {
        Optional<List<Field>> fields = deciding.computeIfAbsent(object.getClass(), HandOver::deciding);
        if (fields.isEmpty() || depth > MAX_DEPTH) {
            return false;
        }
        for (Field field : fields.get()) {
            if (!allowsPart(valueOf(field, object), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean allowsPart(@Nullable Object part, int depth) {
        if (part == null || Immutability.isValue(part)) {
            return true;
        } else if (Immutability.isCollection(part)) {
            return part instanceof Map<?, ?> map
                    ? allowsAll(map.keySet(), depth) && allowsAll(map.values(), depth)
                    : allowsAll((Collection<?>) part, depth);
        }
        return allowsRecord(part, depth);
    }

    private boolean allowsAll(Collection<?> parts, int depth) {
        for (Object part : parts) {
            if (!allowsPart(part, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Object valueOf(Field field, Object record) {
        try {
            return field.get(record);
        } catch (IllegalAccessException hidden) {
            throw new AssertionError(field + " was made accessible", hidden);
        }
    }

    private static Optional<List<Field>> deciding(Class<?> type) {
        if (!type.isRecord() || hasOwnSerialization(type)) {
            return Optional.empty();
        }
        boolean ours = SharedCode.isShared(type.getName());
        List<Field> fields = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> declared = component.getType();
            if (declared.isPrimitive() || isValueType(declared) || (ours && isArrayOfPrimitives(declared))) {
                continue;
            }
            try {
                Field field = type.getDeclaredField(component.getName());
                if (!field.trySetAccessible()) {
                    return Optional.empty();
                }
                fields.add(field);
            } catch (NoSuchFieldException e) {
                throw new AssertionError(type + " has a field for each component", e);
            }
        }
        return Optional.of(fields);
    }

    private static boolean hasOwnSerialization(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            if (OWN_SERIALIZATION.contains(method.getName())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isValueType(Class<?> type) {
        return Modifier.isFinal(type.getModifiers()) && Immutability.isValueType(type);
    }

    private static boolean isArrayOfPrimitives(Class<?> type) {
        return type.isArray() && type.getComponentType().isPrimitive();
    }
}
