package io.dataflow.examples.flights;

import java.util.List;
import java.util.Optional;

/** A line of {@code routes.dat}: what an airline flies, each of the three by its code and, where that is known, its id. */
public record Route(
        String airline,
        Optional<Integer> airlineId,
        String from,
        Optional<Integer> fromId,
        String to,
        Optional<Integer> toId,
        int stops) {

    Reference toAirline() {
        return new Reference("airline", airline, airlineId);
    }

    List<Reference> toAirports() {
        return List.of(new Reference("airport", from, fromId), new Reference("airport", to, toId));
    }
}
