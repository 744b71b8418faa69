package io.dataflow.examples.weblog;

import java.time.Duration;
import java.time.Instant;

/** Requests of one client without a longer silence between them: a web session. */
public record Visit(
        String client, Instant start, Instant end, long requests, long bytes, String firstPage, String lastPage) {

    static Visit begunBy(Hit hit) {
        return new Visit(hit.client(), hit.time(), hit.time(), 1, hit.bytes(), hit.page(), hit.page());
    }

    boolean isOverWhen(Hit next, Duration gap) {
        return Duration.between(end, next.time()).compareTo(gap) > 0;
    }

    Visit with(Hit next) {
        return new Visit(client, start, next.time(), requests + 1, bytes + next.bytes(), firstPage, next.page());
    }

    /** From the first request to the last; zero if there is only one. */
    public Duration length() {
        return Duration.between(start, end);
    }
}
