/**
 * A cluster within a test, with real sockets and files, whose workers can be killed, frozen and given bad disks. Read
 * {@link io.dataflow.testing.cluster.LocalClusterExtension} first, then {@link io.dataflow.testing.cluster.Faults}.
 */
@NullMarked
package io.dataflow.testing.cluster;

import org.jspecify.annotations.NullMarked;
