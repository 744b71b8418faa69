package io.dataflow.cli;

import io.dataflow.examples.tpch.Queries;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Option values that count something. */
final class Counts {
    private Counts() {}

    private static int parse(String text, int min, int max) {
        return (int) parse(text, (long) min, max);
    }

    private static long parse(String text, long min, long max) {
        long count;
        try {
            count = Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw refused(text, min, max);
        }
        if (count < min || count > max) {
            throw refused(text, min, max);
        }
        return count;
    }

    private static TypeConversionException refused(String text, long min, long max) {
        return new TypeConversionException("'" + text + "' is not a number from " + min + " to " + max);
    }

    /** Slots of a worker. The bound is far beyond any machine and keeps typing errors from starting as many threads. */
    static final class Slots implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return parse(text, 1, 1_024);
        }
    }

    /** Workers that are wanted at least. */
    static final class Least implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return parse(text, 0, 1_000_000);
        }
    }

    /** Attempts, failures and jobs that a coordinator allows. */
    static final class Bounds implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return parse(text, 1, 1_000_000);
        }
    }

    /** Worker processes on this machine; each is a JVM. */
    static final class Workers implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return parse(text, 1, 64);
        }
    }

    /** Words or other records to print: they are kept in memory, in order. */
    static final class Words implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return parse(text, 0, 10_000);
        }
    }

    /** Pages to print; they are sorted, and need not fit memory. */
    static final class Pages implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(text, 0, 1_000_000_000L);
        }
    }

    /** Rounds of a loop, which are jobs each. */
    static final class Rounds implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return parse(text, 0, 1_000_000);
        }
    }

    /** A query of TPC-H. */
    static final class Queried implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return parse(text, 1, Queries.COUNT);
        }
    }

    /** Records to generate: a terabyte of a hundred bytes each, a hundred times. */
    static final class Records implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(text, 0, 1_000_000_000_000L);
        }
    }
}
