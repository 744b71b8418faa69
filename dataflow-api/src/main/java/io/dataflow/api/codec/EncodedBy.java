package io.dataflow.api.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the codec of a type. On a class or interface it holds wherever that type, or one that extends it, is met, also
 * among values of unknown type:
 *
 * <pre>{@code
 * @EncodedBy(MoneyCodec.class)
 * final class Money {
 *     long cents;
 *     String currency;
 * }
 * }</pre>
 *
 * <p>On the use of a type it holds for that use: in a component of a record, in a type argument, in a {@link TypeRef}, in
 * what a method returns that a program passes as a method reference. So values of classes that are not yours can be parts
 * of records:
 *
 * <pre>{@code
 * record Bill(long id, @EncodedBy(MoneyCodec.class) Money total, List<@EncodedBy(MoneyCodec.class) Money> rates) {}
 * }</pre>
 *
 * <p>The codec's class has a constructor without parameters, or is an enum with one constant. The use of a type wins over
 * its class, and a class over its supertypes. A type with a codec of its own is not looked into any further: not even when
 * it is a record, or generic.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.TYPE_USE})
public @interface EncodedBy {
    Class<? extends Codec<?>> value();
}
