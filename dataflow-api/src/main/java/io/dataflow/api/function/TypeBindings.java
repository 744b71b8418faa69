package io.dataflow.api.function;

import io.dataflow.api.codec.QualifiedType;
import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the type variables of some classes and methods stand for.
 *
 * <p>Resolved types consist of classes, parameterized types, generic arrays and {@link QualifiedType}s only: a wildcard becomes its upper
 * bound, a variable that nothing is known about the erasure of its bound, a primitive its box, and a generic class
 * of which no argument is known stays raw.
 *
 * <p>Confined to the thread that asks.
 */
final class TypeBindings {
    private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();
    private final Set<TypeVariable<?>> inferred = new HashSet<>();

    /** Binds the variables of {@code type}'s class and of all its supertypes. */
    void bindHierarchy(Type type) {
        bindHierarchy(type, new HashSet<>());
    }

    private void bindHierarchy(@Nullable Type type, Set<Class<?>> visited) {
        if (type == null) {
            return;
        }
        Type plain = type instanceof QualifiedType qualified ? qualified.plain() : type;
        if (plain instanceof ParameterizedType parameterized) {
            bindArguments(parameterized);
        }
        Class<?> raw = erasure(plain);
        if (visited.add(raw)) {
            bindHierarchy(raw.getGenericSuperclass(), visited);
            for (Type parent : raw.getGenericInterfaces()) {
                bindHierarchy(parent, visited);
            }
        }
    }

    private void bindArguments(ParameterizedType type) {
        TypeVariable<?>[] variables = erasure(type).getTypeParameters();
        Type[] arguments = type.getActualTypeArguments();
        for (int i = 0; i < Math.min(variables.length, arguments.length); i++) {
            if (!variables[i].equals(arguments[i])) {
                bindings.putIfAbsent(variables[i], arguments[i]);
            }
        }
        if (type.getOwnerType() instanceof ParameterizedType owner) {
            bindArguments(owner);
        }
    }

    /** Learns what variables of {@code formal} stand for from a value of the resolved type {@code actual}. */
    void infer(Type formal, Type actual) {
        if (formal instanceof TypeVariable<?> variable) {
            inferVariable(variable, actual);
        } else if (formal instanceof QualifiedType qualified) {
            infer(qualified.plain(), actual);
        } else if (formal instanceof WildcardType wildcard) {
            Type[] lower = wildcard.getLowerBounds();
            infer(lower.length > 0 ? lower[0] : wildcard.getUpperBounds()[0], actual);
        } else if (formal instanceof GenericArrayType array) {
            inferComponent(array.getGenericComponentType(), actual);
        } else if (formal instanceof ParameterizedType parameterized) {
            inferArguments(parameterized, actual);
        }
    }

    private void inferVariable(TypeVariable<?> variable, Type actual) {
        Type bound = bindings.get(variable);
        if (bound == null) {
            bindings.put(variable, actual);
            inferred.add(variable);
        } else if (!inferred.contains(variable)) {
            infer(bound, actual);
        } else if (!erasure(bound).isAssignableFrom(erasure(actual))) {
            boolean wider = erasure(actual).isAssignableFrom(erasure(bound));
            bindings.put(variable, wider ? actual : Object.class);
        }
    }

    private void inferComponent(Type component, Type actual) {
        if (actual instanceof QualifiedType qualified) {
            inferComponent(component, qualified.plain());
        } else if (actual instanceof GenericArrayType array) {
            infer(component, array.getGenericComponentType());
        } else if (actual instanceof Class<?> array
                && array.isArray()
                && !array.getComponentType().isPrimitive()) {
            infer(component, array.getComponentType());
        }
    }

    private void inferArguments(ParameterizedType formal, Type actual) {
        TypeBindings ofActual = new TypeBindings();
        ofActual.bindHierarchy(actual);
        TypeVariable<?>[] variables = erasure(formal).getTypeParameters();
        Type[] arguments = formal.getActualTypeArguments();
        for (int i = 0; i < Math.min(variables.length, arguments.length); i++) {
            if (ofActual.isKnown(variables[i])) {
                infer(arguments[i], ofActual.resolve(variables[i]));
            }
        }
    }

    /** False for a variable that nothing is bound to, and for a wildcard that says nothing. */
    boolean isKnown(Type type) {
        if (type instanceof TypeVariable<?> variable) {
            Type bound = bindings.get(variable);
            return bound != null && isKnown(bound);
        }
        if (type instanceof WildcardType wildcard) {
            Type upper = wildcard.getUpperBounds()[0];
            return upper != Object.class && isKnown(upper);
        }
        return true;
    }

    Type resolve(Type type) {
        if (type instanceof Class<?> plain) {
            return boxed(plain);
        }
        if (type instanceof TypeVariable<?> variable) {
            Type bound = bindings.get(variable);
            return bound != null && isKnown(bound) ? resolve(bound) : erasure(variable);
        }
        if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof GenericArrayType array) {
            Type component = resolve(array.getGenericComponentType());
            return component instanceof Class<?> plain ? plain.arrayType() : new ResolvedType.ArrayOf(component);
        }
        if (type instanceof QualifiedType qualified) {
            return qualified.with(resolve(qualified.plain()));
        }
        return type instanceof ParameterizedType parameterized ? resolveArguments(parameterized) : Object.class;
    }

    private Type resolveArguments(ParameterizedType type) {
        Class<?> raw = erasure(type);
        TypeVariable<?>[] variables = raw.getTypeParameters();
        Type[] arguments = type.getActualTypeArguments();
        List<Type> resolved = new ArrayList<>();
        boolean known = arguments.length == 0;
        for (int i = 0; i < arguments.length; i++) {
            boolean argumentKnown = isKnown(arguments[i]);
            known |= argumentKnown;
            resolved.add(argumentKnown ? resolve(arguments[i]) : erasure(variables[i]));
        }
        Type owner = type.getOwnerType() instanceof ParameterizedType outer ? resolve(outer) : type.getOwnerType();
        return known ? new ResolvedType(raw, resolved, owner) : raw;
    }

    static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    /** The class that is left of {@code type} at run time. */
    static Class<?> erasure(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        if (type instanceof TypeVariable<?> variable) {
            return erasure(variable.getBounds()[0]);
        }
        if (type instanceof WildcardType wildcard) {
            return erasure(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof QualifiedType qualified) {
            return erasure(qualified.plain());
        }
        return type instanceof GenericArrayType array
                ? erasure(array.getGenericComponentType()).arrayType()
                : Object.class;
    }
}
