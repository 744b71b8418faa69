/** The side of a program: submits plans, hears how they get on, reads results. Read {@link EngineSession} first. */
@NullMarked
package io.dataflow.runtime.client;

import org.jspecify.annotations.NullMarked;
