package io.dataflow.runtime.plan;

import io.dataflow.api.Pair;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.FunctionIdentity;
import java.io.Serializable;
import java.lang.invoke.MethodType;

/**
 * The key by which the tasks of a stage divide its records: a record is with a task that reads its key's partition.
 *
 * @param shared whether tasks may share a partition that is much larger than others
 */
record DividedBy(Fn1<Object, Object> key, ValueType keyType, boolean shared) {

    private static final MethodType ACCESSOR = MethodType.methodType(Object.class);
    private static final MethodType CONSTRUCTOR = MethodType.methodType(void.class, Object.class, Object.class);

    /** Of pairs, each made of a key and what was found for that. */
    @SuppressWarnings("unchecked")
    static DividedBy firstOfPair(ValueType keyType) {
        Fn1<Pair<?, ?>, Object> first = Pair::first;
        return new DividedBy((Fn1<Object, Object>) (Fn1<?, ?>) first, keyType, false);
    }

    /** Whether a function of two values does nothing but make a pair of them. */
    static boolean makesPairs(Serializable function) {
        return FunctionIdentity.isMethod(function, Pair.class, "<init>", CONSTRUCTOR);
    }

    /** Whether all records of one such key are with the tasks of one partition. */
    boolean isBy(PartitionKey wanted) {
        return keyType.equals(wanted.keyType())
                && (FunctionIdentity.areSame(key, wanted.key()) || (isFirstOfPair(key) && isFirstOfPair(wanted.key())));
    }

    /** Also where the reference to the method is written in a class of another class loader. */
    private static boolean isFirstOfPair(Fn1<Object, Object> function) {
        return FunctionIdentity.isMethod(function, Pair.class, "first", ACCESSOR);
    }
}
