/**
 * What users see of the engine: sessions in this process and over a cluster, and the servers a cluster is made of. Read
 * {@link LocalSession} first.
 */
@NullMarked
package io.dataflow.runtime;

import org.jspecify.annotations.NullMarked;
