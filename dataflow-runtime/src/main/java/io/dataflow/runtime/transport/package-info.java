/**
 * Carries messages and blocks: over sockets, or within one process. Read {@link Transport} first. The only package that
 * knows Netty; knows no jobs.
 */
@NullMarked
package io.dataflow.runtime.transport;

import org.jspecify.annotations.NullMarked;
