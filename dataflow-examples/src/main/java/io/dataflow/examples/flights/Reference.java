package io.dataflow.examples.flights;

import java.util.Optional;

/** What a route names, by its code and, where that is known, by its id. */
public record Reference(String kind, String code, Optional<Integer> id) {}
