package io.dataflow.examples.flights;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * A line of {@code airlines.dat}.
 *
 * @param country empty where it is not known
 * @param active Y or N
 */
public record Airline(int id, String name, Optional<String> country, String active) {
    /** The file has both null and empty strings for what is not known. */
    public Airline {
        country = country.filter(Predicate.not(String::isEmpty));
    }

    /** The id as routes have it. */
    Optional<Integer> key() {
        return Optional.of(id);
    }

    boolean isActive() {
        return active.equals("Y");
    }
}
