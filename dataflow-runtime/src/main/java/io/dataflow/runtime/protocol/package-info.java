/**
 * What coordinator, workers and clients say to each other. Read {@link Message} first. Knows the names of jobs, stages
 * and outputs, never user code, sockets or threads.
 */
@NullMarked
package io.dataflow.runtime.protocol;

import org.jspecify.annotations.NullMarked;
