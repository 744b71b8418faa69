package io.dataflow.api.function;

/** Takes slices of an array one after the other, without an object for each. */
@FunctionalInterface
public interface SliceSink<X extends Exception> {
    /** Borrows {@code bytes} until it returns. */
    void accept(byte[] bytes, int offset, int length) throws X;
}
