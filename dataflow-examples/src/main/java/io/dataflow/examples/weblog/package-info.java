/**
 * Web logs: which requests of a client belong together. Read {@link io.dataflow.examples.weblog.WebSessions} first. Knows the
 * API and nothing of the engine.
 */
@NullMarked
package io.dataflow.examples.weblog;

import org.jspecify.annotations.NullMarked;
