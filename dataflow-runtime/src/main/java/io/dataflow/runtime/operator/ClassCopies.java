package io.dataflow.runtime.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the engine's classes for one stage. HotSpot inlines a call for the one or two classes that it has seen at that place; in a
 * class that all stages share it soon sees more, and then each step of a chain is a call through a table, whose records are objects
 * where they could be numbers in registers. A copy is a hidden class of the same bytes, which sees the calls of its stage alone.
 *
 * <p>Each place in a chain has a copy of its own, since two {@code map}s call two functions. A copy is unloaded when nobody
 * refers to it. In a class that is copied no descriptor may name the class itself, since it would mean the original: no lambdas
 * that capture {@code this}, for one. Used by all slots.
 */
final class ClassCopies {
    // Places; operators have 0 and up, in the order of the records.
    static final int INPUT = -1;
    static final int REPORTS = -2;
    static final int OUTPUT = -3;

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** By place, empty where there is no copy to be had; null shares all classes. */
    private final @Nullable Map<Integer, Optional<MethodHandle>> constructors;

    private ClassCopies(@Nullable Map<Integer, Optional<MethodHandle>> constructors) {
        this.constructors = constructors;
    }

    /** No copies: everything is what it is made as. */
    static ClassCopies none() {
        return new ClassCopies(null);
    }

    static ClassCopies own() {
        return new ClassCopies(new ConcurrentHashMap<>());
    }

    /**
     * What {@code shared} makes, or the same of a copy of its class.
     *
     * @param place where in the chain, always of the same class
     * @param original what {@code shared} makes; it has one constructor
     * @param arguments what {@code shared} gives that
     */
    <T> T make(int place, Class<? extends T> original, Making<T> shared, @Nullable Object... arguments)
            throws IOException {
        if (constructors == null) {
            return shared.make();
        }
        Optional<MethodHandle> copy = constructors.computeIfAbsent(place, key -> copiedConstructor(original));
        if (copy.isEmpty()) {
            return shared.make();
        }
        try {
            @SuppressWarnings("unchecked")
            T made = (T) copy.get().invokeExact(arguments);
            return made;
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new AssertionError("the constructor of " + original + " throws no such exceptions", failure);
        }
    }

    /** A constructor, with what it is to be given. */
    @FunctionalInterface
    interface Making<T> {
        T make() throws IOException;
    }

    /** Empty where the class was loaded from something that does not give its bytes, as a native image. */
    private static Optional<MethodHandle> copiedConstructor(Class<?> original) {
        try (InputStream bytes = original.getResourceAsStream(original.getSimpleName() + ".class")) {
            if (bytes == null) {
                return Optional.empty();
            }
            Class<?> copy = LOOKUP.defineHiddenClass(bytes.readAllBytes(), true).lookupClass();
            Constructor<?> constructor = List.of(copy.getDeclaredConstructors()).get(0);
            return Optional.of(LOOKUP.unreflectConstructor(constructor)
                    .asSpreader(Object[].class, constructor.getParameterCount())
                    .asType(MethodType.methodType(Object.class, Object[].class)));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read the bytes of " + original, failure);
        } catch (IllegalAccessException failure) {
            throw new AssertionError(original + " is of this package", failure);
        }
    }
}
