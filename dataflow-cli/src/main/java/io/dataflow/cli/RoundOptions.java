package io.dataflow.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How algorithms on graphs go on in rounds. */
final class RoundOptions {
    @Option(
            names = "--iterations",
            paramLabel = "N",
            converter = Counts.Rounds.class,
            description = "How many rounds label propagation and PageRank take. Default: ${DEFAULT-VALUE}.")
    private int iterations = 10;

    @Option(
            names = "--damping",
            paramLabel = "D",
            converter = Probability.class,
            description =
                    "How likely PageRank follows an edge and does not begin anew, 0 to 1. Default: ${DEFAULT-VALUE}.")
    private double damping = 0.85;

    int iterations() {
        return iterations;
    }

    double damping() {
        return damping;
    }

    /** A number from 0 to 1. */
    static final class Probability implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            try {
                double value = Double.parseDouble(text);
                if (value >= 0 && value <= 1) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                throw refused(text);
            }
            throw refused(text);
        }

        private static TypeConversionException refused(String text) {
            return new TypeConversionException("'" + text + "' is not a number from 0 to 1");
        }
    }
}
