/**
 * The words of a program. Read {@link io.dataflow.api.Session} first, then {@link io.dataflow.api.Dataset}. Describes what is
 * wanted; knows nothing of how it is run.
 */
@NullMarked
package io.dataflow.api;

import org.jspecify.annotations.NullMarked;
