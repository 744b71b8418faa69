/**
 * Airports, airlines and routes: records with nulls in files and joins that know of them. Read
 * {@link io.dataflow.examples.flights.Flights} first. Knows the API and nothing of the engine.
 */
@NullMarked
package io.dataflow.examples.flights;

import org.jspecify.annotations.NullMarked;
