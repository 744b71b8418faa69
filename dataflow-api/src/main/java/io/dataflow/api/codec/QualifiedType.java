package io.dataflow.api.codec;

import java.lang.reflect.Type;

/** A type of the Java language with something more to say of it, which stays with it when variables are resolved. */
public interface QualifiedType extends Type {
    /** The type alone. */
    Type plain();

    /** The same said of another type. */
    Type with(Type plain);
}
