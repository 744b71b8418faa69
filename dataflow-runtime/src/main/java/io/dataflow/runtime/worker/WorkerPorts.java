package io.dataflow.runtime.worker;

import io.dataflow.runtime.transport.Transport;
import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.file.SpillDirectory;

/**
 * What a worker reaches the world through: its disk, its network, and the blocks it reads. Each is handed over once, when the
 * worker starts, and may be given back with something in front of it that fails, waits or counts; so faults can be tried
 * without a worker that knows of them. Internal: programs test themselves with {@code dataflow-testing}.
 */
public interface WorkerPorts {
    /** Everything as it is. */
    WorkerPorts PLAIN = new WorkerPorts() {};

    /** The folder for what does not fit the memory. */
    default SpillDirectory disk(SpillDirectory folder) {
        return folder;
    }

    /** Carries the messages to and from the coordinator, and the blocks to and from other workers and clients. */
    default Transport network(Transport sockets) {
        return sockets;
    }

    /** Gets blocks, of the worker itself and of others. */
    default BlockFetcher blocks(BlockFetcher fetcher) {
        return fetcher;
    }
}
