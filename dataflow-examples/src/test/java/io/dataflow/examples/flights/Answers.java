package io.dataflow.examples.flights;

import io.dataflow.api.OnePass;
import io.dataflow.api.Session;
import java.util.List;

/** All that {@link Flights} can tell, of one job. */
record Answers(
        List<Flights.Busy> busiest,
        List<Flights.Missing> missing,
        List<Flights.Country> countries,
        List<Flights.Leg> longest) {

    static Answers of(Flights flights, Session session) {
        OnePass pass = session.onePass();
        OnePass.Result<List<Flights.Busy>> busiest = pass.collect(flights.busiest());
        OnePass.Result<List<Flights.Missing>> missing = pass.collect(flights.missing());
        OnePass.Result<List<Flights.Country>> countries = pass.collect(flights.countries());
        OnePass.Result<List<Flights.Leg>> longest = pass.collect(flights.longest());
        pass.run();
        return new Answers(busiest.get(), missing.get(), countries.get(), longest.get());
    }
}
