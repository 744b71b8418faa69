package io.dataflow.api.function;

import io.dataflow.api.codec.QualifiedType;
import io.dataflow.api.failure.DataflowException;
import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a function of the program returns, as far as the class files tell. Answers consist of classes, parameterized
 * types, generic arrays and {@link QualifiedType}s; they hold no wildcards and no variables. {@code Object.class} means
 * that nothing is known.
 *
 * <p>Safe for use by many threads.
 */
public final class LambdaTypes {
    /*
     * A lambda or method reference describes itself as a SerializedLambda, which names the method behind it.
     * - A method reference leads to a method of the program; its generic signature is read, its variables bound by the
     *   types of the inputs.
     * - A lambda's body is a generated method without generic signature; the erased type of its result is all.
     * - Both also carry the erased types that the compiler inferred for the functional interface; they fill in where a
     *   variable stays unbound: Map.Entry::getKey on entries of unknown type, used where a String is expected.
     * Any other object is asked for its serializable functional interface, whose variables its class declaration binds.
     */

    private LambdaTypes() {}

    /**
     * The type of {@code function}'s result when called with {@code inputs}, of which any may be unknown or absent.
     * Primitive results are boxed. What cannot be found out is {@code Object.class}.
     */
    public static Type returnType(Serializable function, Type... inputs) {
        return returnType(function, AnnotatedType::getType, inputs);
    }

    /** As {@link #returnType(Serializable, Type...)}; {@code reader} reads what methods are declared to return. */
    public static Type returnType(Serializable function, Function<AnnotatedType, Type> reader, Type... inputs) {
        try {
            List<Type> resolved =
                    Arrays.stream(inputs).map(new TypeBindings()::resolve).toList();
            SerializedLambda lambda = SerializedForm.ofLambda(function);
            return lambda == null
                    ? ofObject(function.getClass(), reader, resolved)
                    : ofLambda(lambda, function.getClass().getClassLoader(), reader, resolved);
        } catch (DataflowException refused) {
            throw refused;
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            return Object.class;
        }
    }

    /**
     * What {@code type} says about the type variable {@code index} of its supertype {@code generic}: asked about
     * {@code Iterable}, a {@code List<String>} answers {@code String}.
     */
    public static Type argument(Type type, Class<?> generic, int index) {
        TypeVariable<?>[] variables = generic.getTypeParameters();
        if (index < 0 || index >= variables.length) {
            throw new IllegalArgumentException(generic.getName() + " has no type variable " + index);
        }
        TypeBindings bindings = new TypeBindings();
        bindings.bindHierarchy(type);
        return bindings.resolve(variables[index]);
    }

    private static Type ofLambda(
            SerializedLambda lambda,
            @Nullable ClassLoader loader,
            Function<AnnotatedType, Type> reader,
            List<Type> given)
            throws ClassNotFoundException {
        MethodType inferred = methodType(lambda.getInstantiatedMethodType(), loader);
        MethodType erased = methodType(lambda.getImplMethodSignature(), loader);
        List<Type> inputs = refine(given, inferred);
        Class<?> owner = Class.forName(lambda.getImplClass().replace('/', '.'), false, loader);
        Type result = lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial
                ? ofConstructor(owner, erased, inputs)
                : ofMethod(lambda, owner, erased, reader, inputs);
        return narrower(result, TypeBindings.boxed(inferred.returnType()));
    }

    private static MethodType methodType(String descriptor, @Nullable ClassLoader loader) {
        return MethodType.fromMethodDescriptorString(descriptor, loader);
    }

    /** The inputs, replaced by what the compiler inferred for them where that says more. */
    private static List<Type> refine(List<Type> given, MethodType inferred) {
        List<Type> inputs = new ArrayList<>();
        for (int i = 0; i < inferred.parameterCount(); i++) {
            Class<?> parameter = TypeBindings.boxed(inferred.parameterType(i));
            inputs.add(i < given.size() ? narrower(given.get(i), parameter) : parameter);
        }
        return inputs;
    }

    private static Type ofConstructor(Class<?> owner, MethodType erased, List<Type> inputs) {
        List<Type> variables = List.of(owner.getTypeParameters());
        TypeBindings bindings = new TypeBindings();
        for (Executable constructor : owner.getDeclaredConstructors()) {
            if (Arrays.equals(constructor.getParameterTypes(), erased.parameterArray())) {
                inferParameters(bindings, constructor, inputs);
            }
        }
        boolean known = !variables.isEmpty() && variables.stream().allMatch(bindings::isKnown);
        return known
                ? new ResolvedType(
                        owner, variables.stream().map(bindings::resolve).toList(), owner.getDeclaringClass())
                : owner;
    }

    private static Type ofMethod(
            SerializedLambda lambda,
            Class<?> owner,
            MethodType erased,
            Function<AnnotatedType, Type> reader,
            List<Type> inputs) {
        Method method = methodOf(owner, lambda.getImplMethodName(), erased);
        if (method == null || method.isSynthetic()) {
            return TypeBindings.boxed(erased.returnType());
        }
        boolean isStatic = lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic;
        List<Type> arguments = new ArrayList<>();
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            Object captured = lambda.getCapturedArg(i);
            arguments.add(captured == null ? Object.class : captured.getClass());
        }
        arguments.addAll(inputs);
        TypeBindings bindings = new TypeBindings();
        if (!isStatic) {
            bindings.bindHierarchy(arguments.get(0));
        }
        inferParameters(bindings, method, arguments.subList(isStatic ? 0 : 1, arguments.size()));
        return bindings.resolve(reader.apply(method.getAnnotatedReturnType()));
    }

    private static void inferParameters(TypeBindings bindings, Executable executable, List<Type> arguments) {
        Type[] formals = executable.getGenericParameterTypes();
        for (int i = 0; i < Math.min(formals.length, arguments.size()); i++) {
            bindings.infer(formals[i], arguments.get(i));
        }
    }

    private static @Nullable Method methodOf(Class<?> owner, String name, MethodType erased) {
        for (Class<?> type : supertypes(owner)) {
            Method declared = declared(type, name, erased);
            if (declared != null) {
                return declared;
            }
        }
        return null;
    }

    /** Of several methods that differ in what they return only, the class may give another than is asked for. */
    private static @Nullable Method declared(Class<?> type, String name, MethodType erased) {
        try {
            Method found = type.getDeclaredMethod(name, erased.parameterArray());
            if (found.getReturnType() == erased.returnType()) {
                return found;
            }
        } catch (NoSuchMethodException inherited) {
            return null;
        }
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name)
                    && method.getReturnType() == erased.returnType()
                    && Arrays.equals(method.getParameterTypes(), erased.parameterArray())) {
                return method;
            }
        }
        return null;
    }

    private static Type ofObject(Class<?> type, Function<AnnotatedType, Type> reader, List<Type> inputs) {
        Method best = null;
        for (Class<?> candidate : supertypes(type)) {
            boolean function = candidate.isInterface() && Serializable.class.isAssignableFrom(candidate);
            Method method = function ? functionalMethod(candidate) : null;
            boolean matches = method != null && method.getParameterCount() == inputs.size();
            if (method != null && (best == null || (matches && best.getParameterCount() != inputs.size()))) {
                best = method;
            }
        }
        if (best == null) {
            return Object.class;
        }
        TypeBindings bindings = new TypeBindings();
        bindings.bindHierarchy(type);
        inferParameters(bindings, best, inputs);
        return bindings.resolve(reader.apply(best.getAnnotatedReturnType()));
    }

    private static @Nullable Method functionalMethod(Class<?> type) {
        Method found = null;
        for (Method method : type.getMethods()) {
            boolean counts = Modifier.isAbstract(method.getModifiers()) && !isOfObject(method);
            if (!counts) {
                continue;
            }
            if (found == null) {
                found = method;
            } else if (!found.getName().equals(method.getName())
                    || found.getParameterCount() != method.getParameterCount()) {
                return null;
            }
        }
        return found;
    }

    private static boolean isOfObject(Method method) {
        return Arrays.stream(Object.class.getMethods())
                .anyMatch(known -> known.getName().equals(method.getName())
                        && Arrays.equals(known.getParameterTypes(), method.getParameterTypes()));
    }

    /** The class and all its supertypes, each class before its interfaces. */
    private static Collection<Class<?>> supertypes(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (Class<?> current = type; current != null; current = current.getSuperclass()) {
            found.add(current);
        }
        List<Class<?>> pending = new ArrayList<>(found);
        for (int i = 0; i < pending.size(); i++) {
            for (Class<?> parent : pending.get(i).getInterfaces()) {
                if (found.add(parent)) {
                    pending.add(parent);
                }
            }
        }
        return found;
    }

    private static Type narrower(Type type, Class<?> other) {
        Class<?> erasure = TypeBindings.erasure(type);
        return erasure != other && erasure.isAssignableFrom(other) ? other : type;
    }
}
