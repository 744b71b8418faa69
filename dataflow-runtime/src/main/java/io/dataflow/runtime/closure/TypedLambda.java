package io.dataflow.runtime.closure;

import io.dataflow.api.function.Condition;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;

/**
 * A method reference in a plan, with the types it was inferred for. A class that has the same method reference for
 * several types, {@code Pair::second} of pairs of strings and of pairs of numbers, gives back the first of them for all
 * when they are read (JDK-8208752); the wrong casts that it then makes fail. So when what is given back is for other types, it
 * is made once more for the right ones: of the same method, in the same class.
 */
final class TypedLambda implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The reference; when this is read, what its class gave back for it. */
    private final Object lambda;

    private final String instantiatedMethodType;

    TypedLambda(SerializedLambda lambda) {
        this.lambda = lambda;
        this.instantiatedMethodType = lambda.getInstantiatedMethodType();
    }

    /** Whether more than one lambda may look like it: the bodies of lambda expressions are methods of their own. */
    static boolean isNeeded(SerializedLambda lambda) {
        return !lambda.getImplMethodName().startsWith("lambda$");
    }

    private Object readResolve() throws InvalidObjectException {
        try {
            Method writeReplace = lambda.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            SerializedLambda given = (SerializedLambda) writeReplace.invoke(lambda);
            return given.getInstantiatedMethodType().equals(instantiatedMethodType) ? lambda : remade(given);
        } catch (ReflectiveOperationException | LambdaConversionException | RuntimeException refused) {
            InvalidObjectException failure = new InvalidObjectException(
                    "A method reference for " + instantiatedMethodType + " cannot be made: " + refused);
            failure.initCause(refused);
            throw failure;
        }
    }

    private Object remade(SerializedLambda given) throws ReflectiveOperationException, LambdaConversionException {
        ClassLoader loader = lambda.getClass().getClassLoader();
        Class<?> capturing = Class.forName(given.getCapturingClass().replace('/', '.'), false, loader);
        Class<?> function = Class.forName(given.getFunctionalInterfaceClass().replace('/', '.'), false, loader);
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(capturing, MethodHandles.lookup());
        Object[] captured = new Object[given.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = given.getCapturedArg(i);
        }
        MethodHandle implementation = implementation(given, lookup, loader);
        // Only the loader that the engine is of as well gives its classes' full privileges away.
        return lookup.hasFullPrivilegeAccess()
                ? asLambda(given, lookup, function, implementation, captured)
                : asFunction(function, MethodHandles.insertArguments(implementation, 0, captured));
    }

    private Object asLambda(
            SerializedLambda given,
            MethodHandles.Lookup lookup,
            Class<?> function,
            MethodHandle implementation,
            Object[] captured)
            throws ReflectiveOperationException, LambdaConversionException {
        ClassLoader loader = lambda.getClass().getClassLoader();
        MethodType factory = MethodType.methodType(
                function, implementation.type().parameterList().subList(0, captured.length));
        Object[] arguments = {
            MethodType.fromMethodDescriptorString(given.getFunctionalInterfaceMethodSignature(), loader),
            implementation,
            MethodType.fromMethodDescriptorString(instantiatedMethodType, loader),
            LambdaMetafactory.FLAG_SERIALIZABLE
        };
        try {
            return LambdaMetafactory.altMetafactory(
                            lookup, given.getFunctionalInterfaceMethodName(), factory, arguments)
                    .getTarget()
                    .invokeWithArguments(captured);
        } catch (LambdaConversionException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new ReflectiveOperationException(failure);
        }
    }

    /** Slower than a lambda, but for the usual functions not by much. */
    private static Object asFunction(Class<?> function, MethodHandle implementation) {
        if (function == Fn1.class) {
            return (Fn1<Object, Object>) argument -> invoke(implementation, argument);
        } else if (function == Fn2.class) {
            return (Fn2<Object, Object, Object>) (left, right) -> invoke(implementation, left, right);
        } else if (function == Condition.class) {
            return (Condition<Object>) record -> (boolean) invoke(implementation, record);
        }
        return MethodHandleProxies.asInterfaceInstance(function, implementation);
    }

    private static Object invoke(MethodHandle implementation, Object... arguments) throws Exception {
        try {
            return arguments.length == 1
                    ? implementation.invoke(arguments[0])
                    : implementation.invoke(arguments[0], arguments[1]);
        } catch (Exception | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new AssertionError("a method threw what is neither exception nor error", thrown);
        }
    }

    private static MethodHandle implementation(SerializedLambda given, MethodHandles.Lookup lookup, ClassLoader loader)
            throws ReflectiveOperationException {
        Class<?> owner = Class.forName(given.getImplClass().replace('/', '.'), false, loader);
        String name = given.getImplMethodName();
        MethodType type = MethodType.fromMethodDescriptorString(given.getImplMethodSignature(), loader);
        return switch (given.getImplMethodKind()) {
            case MethodHandleInfo.REF_invokeStatic -> lookup.findStatic(owner, name, type);
            case MethodHandleInfo.REF_newInvokeSpecial ->
                lookup.findConstructor(owner, type.changeReturnType(void.class));
            case MethodHandleInfo.REF_invokeSpecial -> lookup.findSpecial(owner, name, type, lookup.lookupClass());
            default -> lookup.findVirtual(owner, name, type);
        };
    }
}
