package io.dataflow.api.function;

import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;

/** Tells functions that are certain to be the same from those that may not be. Safe for use by many threads. */
public final class FunctionIdentity {
    private FunctionIdentity() {}

    /**
     * Whether both are one object, or lambdas or method references that run the same method and capture nothing. {@code
     * Arc::from} is the same wherever it is written; two lambdas with equal bodies are not, unless the compiler made them one
     * method. False says nothing about what the functions return.
     */
    public static boolean areSame(Serializable one, Serializable other) {
        if (one == other) {
            return true;
        }
        if (one.getClass().getClassLoader() != other.getClass().getClassLoader()) {
            return false;
        }
        try {
            SerializedLambda first = SerializedForm.ofLambda(one);
            SerializedLambda second = SerializedForm.ofLambda(other);
            return first != null && second != null && areSame(first, second);
        } catch (IOException notSerializable) {
            return false;
        }
    }

    /**
     * Whether the function is a reference to that method or constructor, such as {@code Pair::first}, and captures nothing.
     * False for lambdas, whatever they call. Costs some microseconds.
     *
     * @param name {@code <init>} for a constructor
     * @param signature without the object that the method is called on
     */
    public static boolean isMethod(Serializable function, Class<?> type, String name, MethodType signature) {
        try {
            SerializedLambda lambda = SerializedForm.ofLambda(function);
            return lambda != null
                    && lambda.getCapturedArgCount() == 0
                    && lambda.getImplClass().equals(type.getName().replace('.', '/'))
                    && lambda.getImplMethodName().equals(name)
                    && lambda.getImplMethodSignature().equals(signature.toMethodDescriptorString())
                    && Class.forName(type.getName(), false, function.getClass().getClassLoader()) == type;
        } catch (IOException | ClassNotFoundException notThere) {
            return false;
        }
    }

    private static boolean areSame(SerializedLambda one, SerializedLambda other) {
        return one.getCapturedArgCount() == 0
                && other.getCapturedArgCount() == 0
                && one.getImplMethodKind() == other.getImplMethodKind()
                && one.getImplClass().equals(other.getImplClass())
                && one.getImplMethodName().equals(other.getImplMethodName())
                && one.getImplMethodSignature().equals(other.getImplMethodSignature())
                && one.getFunctionalInterfaceClass().equals(other.getFunctionalInterfaceClass());
    }
}
