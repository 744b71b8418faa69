package io.dataflow.api.codec;

import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@link Type}s. A type variable is what it is bound to, or unknown; a wildcard is its upper bound. */
final class TypeResolver {
    private TypeResolver() {}

    static ValueType resolve(Type type, Map<TypeVariable<?>, ValueType> bindings) {
        if (type instanceof Class<?> raw) {
            return ValueType.of(boxed(raw));
        }
        if (type instanceof ParameterizedType parameterized) {
            List<ValueType> arguments = new ArrayList<>();
            for (Type argument : parameterized.getActualTypeArguments()) {
                arguments.add(resolve(argument, bindings));
            }
            return new ValueType((Class<?>) parameterized.getRawType(), arguments);
        }
        if (type instanceof EncodedType encoded) {
            ValueType plain = resolve(encoded.plain(), bindings);
            return new ValueType(plain.raw(), plain.arguments(), encoded.codec());
        }
        if (type instanceof GenericArrayType array) {
            ValueType element = resolve(array.getGenericComponentType(), bindings);
            boolean plain = element.arguments().isEmpty() && element.codec() == null;
            return new ValueType(element.raw().arrayType(), plain ? List.of() : List.of(element));
        }
        if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0], bindings);
        }
        if (type instanceof TypeVariable<?> variable) {
            return bindings.getOrDefault(variable, ValueType.UNKNOWN);
        }
        throw new IllegalArgumentException("Not a type of the Java language: " + type);
    }

    static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    /** What the type's own variables stand for; unknown where it does not say. */
    static Map<TypeVariable<?>, ValueType> bindings(ValueType type) {
        TypeVariable<?>[] variables = type.raw().getTypeParameters();
        Map<TypeVariable<?>, ValueType> bindings = new HashMap<>();
        for (int i = 0; i < variables.length; i++) {
            bindings.put(
                    variables[i],
                    type.arguments().isEmpty()
                            ? ValueType.UNKNOWN
                            : type.arguments().get(i));
        }
        return bindings;
    }

    /** The type of {@code subclass} whose supertype is {@code type}, as far as the supertype's arguments tell. */
    static ValueType subtype(Class<?> subclass, ValueType type) {
        TypeVariable<?>[] variables = subclass.getTypeParameters();
        if (variables.length == 0) {
            return ValueType.of(subclass);
        }
        Map<TypeVariable<?>, ValueType> bindings = new HashMap<>();
        for (Type parent : subclass.getGenericInterfaces()) {
            if (parent instanceof ParameterizedType parameterized && parameterized.getRawType() == type.raw()) {
                bind(parameterized.getActualTypeArguments(), type.arguments(), bindings);
            }
        }
        List<ValueType> arguments = new ArrayList<>();
        for (TypeVariable<?> variable : variables) {
            arguments.add(bindings.getOrDefault(variable, ValueType.UNKNOWN));
        }
        return new ValueType(subclass, arguments);
    }

    private static void bind(Type[] names, List<ValueType> values, Map<TypeVariable<?>, ValueType> bindings) {
        for (int i = 0; i < Math.min(names.length, values.size()); i++) {
            if (names[i] instanceof TypeVariable<?> variable) {
                bindings.put(variable, values.get(i));
            }
        }
    }
}
