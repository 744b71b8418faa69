package io.dataflow.examples.flights;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code airports.dat}.
 *
 * @param iata null where the airport has no such code
 * @param icao likewise
 */
public record Airport(
        int id,
        String name,
        String country,
        @Nullable String iata,
        @Nullable String icao,
        double latitude,
        double longitude) {

    private static final double EARTH_RADIUS_KILOMETERS = 6371;

    /** The id as routes have it. */
    Optional<Integer> key() {
        return Optional.of(id);
    }

    String code() {
        return iata != null ? iata : icao != null ? icao : "#" + id;
    }

    /** Along a great circle, by the haversine formula. */
    double kilometersTo(Airport other) {
        double south = Math.toRadians(latitude);
        double north = Math.toRadians(other.latitude);
        double up = Math.sin((north - south) / 2);
        double along = Math.sin(Math.toRadians(other.longitude - longitude) / 2);
        double haversine = up * up + Math.cos(south) * Math.cos(north) * along * along;
        return 2 * EARTH_RADIUS_KILOMETERS * Math.asin(Math.min(1, Math.sqrt(haversine)));
    }
}
