package io.dataflow.api.codec;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A type whose values have a codec of the program's own, among the types of the Java language: it stands where the plain
 * type would, as in the {@code Money} of {@code List<@EncodedBy(MoneyCodec.class) Money>}.
 *
 * @param plain the type without its codec
 */
record EncodedType(Type plain, Codec<?> codec) implements QualifiedType {

    /** The type as declared, with {@code EncodedType}s where {@link EncodedBy} stands on the use of a type. */
    static Type of(AnnotatedType declared) {
        return annotated(declared) ? convert(declared) : declared.getType();
    }

    private static boolean annotated(AnnotatedType type) {
        if (type.isAnnotationPresent(EncodedBy.class)) {
            return true;
        }
        for (AnnotatedType part : parts(type)) {
            if (annotated(part)) {
                return true;
            }
        }
        return false;
    }

    private static AnnotatedType[] parts(AnnotatedType type) {
        if (type instanceof AnnotatedParameterizedType parameterized) {
            return parameterized.getAnnotatedActualTypeArguments();
        }
        if (type instanceof AnnotatedArrayType array) {
            return new AnnotatedType[] {array.getAnnotatedGenericComponentType()};
        }
        return type instanceof AnnotatedWildcardType wildcard
                ? wildcard.getAnnotatedUpperBounds()
                : new AnnotatedType[0];
    }

    private static Type convert(AnnotatedType declared) {
        Codec<?> codec = OwnCodecs.of(declared);
        Type plain = convertParts(declared);
        return codec == null ? plain : new EncodedType(plain, codec);
    }

    private static Type convertParts(AnnotatedType declared) {
        if (!annotated(declared)) {
            return declared.getType();
        }
        AnnotatedType[] parts = parts(declared);
        Type[] types = new Type[parts.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = convert(parts[i]);
        }
        if (declared instanceof AnnotatedParameterizedType) {
            ParameterizedType type = (ParameterizedType) declared.getType();
            return new Parameterized((Class<?>) type.getRawType(), types, type.getOwnerType());
        }
        if (declared instanceof AnnotatedArrayType) {
            return new ArrayOf(types[0]);
        }
        return declared instanceof AnnotatedWildcardType ? types[0] : declared.getType();
    }

    @Override
    public Type with(Type other) {
        return new EncodedType(other, codec);
    }

    @Override
    public String getTypeName() {
        return plain.getTypeName();
    }

    /** A generic class with its arguments. */
    record Parameterized(Class<?> raw, Type[] arguments, @Nullable Type owner) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.clone();
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return owner;
        }
    }

    /** An array of a type that is no plain class. */
    record ArrayOf(Type component) implements GenericArrayType {
        @Override
        public Type getGenericComponentType() {
            return component;
        }
    }
}
