package io.dataflow.api.codec;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Reads the components of a record and hands them to its constructor: one method handle for all of it, which the virtual
 * machine compiles as a whole, so that primitives are not boxed and no array is made.
 */
final class RecordDecoder {
    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();

    /** {@code (ByteInput) -> int}. */
    static final MethodHandle INT = reader("readInt", int.class);

    /** {@code (ByteInput) -> double}. */
    static final MethodHandle DOUBLE = reader("readDouble", double.class);

    /** {@code (ByteInput) -> long}. */
    static final MethodHandle LONG = virtual(ByteInput.class, "readZigZag", MethodType.methodType(long.class));

    private static final MethodType READ = MethodType.methodType(Object.class, ByteInput.class, int.class);
    private static final MethodHandle DECODE = virtual(Component.class, "decode", READ);
    private static final MethodHandle REFUSED = statically(
            RecordDecoder.class, "refused", MethodType.methodType(Object.class, String.class, Throwable.class));
    private static final MethodHandle WIDE = statically(
            RecordDecoder.class,
            "decodeWide",
            MethodType.methodType(Object.class, MethodHandle.class, Component[].class, ByteInput.class, int.class));

    /** A method handle has 255 places for arguments, of which a long takes two; beyond so many components an array is used. */
    private static final int MAX_COMPONENTS = 64;

    private RecordDecoder() {}

    private static MethodHandle reader(String name, Class<?> result) {
        return statically(PrimitiveEncodings.class, name, MethodType.methodType(result, ByteInput.class));
    }

    private static MethodHandle statically(Class<?> owner, String name, MethodType type) {
        try {
            return HERE.findStatic(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(owner.getName() + " lacks " + name, e);
        }
    }

    private static MethodHandle virtual(Class<?> owner, String name, MethodType type) {
        try {
            return HERE.findVirtual(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(owner.getName() + " lacks " + name, e);
        }
    }

    /** {@code (ByteInput, int) -> Object}: the record that begins there, its null bits at the given index. */
    static MethodHandle of(MethodHandle constructor, Component[] components) {
        String type = constructor.type().returnType().getName();
        MethodHandle fixed = constructor.asFixedArity();
        MethodHandle checked = MethodHandles.catchException(
                fixed.asType(fixed.type().changeReturnType(Object.class)), Throwable.class, REFUSED.bindTo(type));
        if (components.length > MAX_COMPONENTS) {
            MethodHandle spread = checked.asType(MethodType.genericMethodType(components.length))
                    .asSpreader(Object[].class, components.length);
            return MethodHandles.insertArguments(WIDE, 0, spread, components);
        }
        if (components.length == 0) {
            return MethodHandles.dropArguments(checked, 0, READ.parameterList());
        }
        // From the last to the first: what is put in front of a handle is called before what is behind it.
        MethodHandle decoder = checked;
        for (int i = components.length - 1; i >= 0; i--) {
            decoder = MethodHandles.collectArguments(
                    decoder, i, reading(components[i], constructor.type().parameterType(i)));
            if (i < components.length - 1) {
                decoder = withOneInput(decoder, i);
            }
        }
        return decoder;
    }

    /** {@code (ByteInput, int)} to the component. */
    private static MethodHandle reading(Component component, Class<?> type) {
        MethodHandle primitive = component.primitiveReader();
        return primitive == null
                ? DECODE.bindTo(component).asType(READ.changeReturnType(type))
                : MethodHandles.dropArguments(primitive, 1, int.class);
    }

    /** {@code (.., ByteInput, int, ByteInput, int)}, the first pair at {@code at}, to the same with one pair for both. */
    private static MethodHandle withOneInput(MethodHandle decoder, int at) {
        int[] order = new int[at + 4];
        for (int i = 0; i < at + 2; i++) {
            order[i] = i;
        }
        order[at + 2] = at;
        order[at + 3] = at + 1;
        MethodType type = decoder.type();
        return MethodHandles.permuteArguments(decoder, type.dropParameterTypes(at + 2, at + 4), order);
    }

    @SuppressWarnings("unused") // through WIDE
    private static Object decodeWide(MethodHandle constructor, Component[] components, ByteInput input, int nullsAt)
            throws Throwable {
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = components[i].decode(input, nullsAt);
        }
        return (Object) constructor.invokeExact(arguments);
    }

    @SuppressWarnings("unused") // through REFUSED
    private static Object refused(String type, Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw new DataflowException(
                FailureKind.BAD_DATA,
                "The constructor of record " + type + " refused what was read: " + thrown,
                thrown);
    }
}
