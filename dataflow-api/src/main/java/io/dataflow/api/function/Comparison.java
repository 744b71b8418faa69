package io.dataflow.api.function;

import java.io.Serializable;
import java.util.Comparator;

/** A comparator that can travel to the workers. It must keep the contract of {@link Comparator}. */
@FunctionalInterface
public interface Comparison<T> extends Comparator<T>, Serializable {}
