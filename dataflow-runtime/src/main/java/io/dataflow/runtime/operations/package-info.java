/**
 * What people ask of a running cluster, and are told: jobs, workers, and what tasks have logged. Plain records that
 * messages carry; {@code ClusterClient} is who asks. Knows nothing of schedulers, workers and connections.
 */
@NullMarked
package io.dataflow.runtime.operations;

import org.jspecify.annotations.NullMarked;
