package io.dataflow.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Runs a test with so many {@link Random}s, seeded 0, 1, ...; the system property {@code seed} reruns a single one, and
 * {@code seeds} replaces the count.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(Seeds.Randoms.class)
public @interface Seeds {
    int value();

    /** Yields the generators, named by their seeds. */
    final class Randoms implements ArgumentsProvider, AnnotationConsumer<Seeds> {
        private int count;

        @Override
        public void accept(Seeds seeds) {
            count = seeds.value();
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            Long single = Long.getLong("seed");
            LongStream seeds =
                    single == null ? LongStream.range(0, Integer.getInteger("seeds", count)) : LongStream.of(single);
            return seeds.mapToObj(seed -> Arguments.of(Named.of("seed=" + seed, new Random(seed))));
        }
    }
}
