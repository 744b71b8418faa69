package io.dataflow.testing.cluster;

import io.dataflow.runtime.loop.EventLoop;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Transport;
import io.dataflow.runtime.worker.WorkerPorts;
import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.file.SpillDirectory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What stands between one worker and the world: its conditions, its script, and the counting. Safe for use by many threads. */
final class FaultyWorker implements WorkerPorts, FaultyNetwork.Ear {
    private final Conditions conditions = new Conditions();
    private final Script script = new Script();
    private final String coordinator;
    private final EventLoop loop;
    private final Runnable onDeath;
    private volatile @Nullable FaultyNetwork network;
    private volatile String address = "";

    /**
     * @param coordinator where it listens
     * @param onDeath must not wait; called when a fault of the script has killed the worker
     */
    FaultyWorker(String coordinator, EventLoop loop, Runnable onDeath) {
        this.coordinator = coordinator;
        this.loop = loop;
        this.onDeath = onDeath;
    }

    Conditions conditions() {
        return conditions;
    }

    Script script() {
        return script;
    }

    /** As it is once the worker has started. */
    FaultyNetwork network() {
        FaultyNetwork started = network;
        if (started == null) {
            throw new IllegalStateException("the worker has no network yet");
        }
        return started;
    }

    @Override
    public SpillDirectory disk(SpillDirectory folder) {
        return new FaultyDisk(folder, conditions, script);
    }

    @Override
    public Transport network(Transport sockets) {
        FaultyNetwork faulty = new FaultyNetwork(sockets, coordinator, conditions, this, loop);
        network = faulty;
        return faulty;
    }

    /** Blocks that the worker reads from itself are handed out too. */
    @Override
    public BlockFetcher blocks(BlockFetcher fetcher) {
        return (location, selection) -> {
            refuseIfDead();
            BlockReader reader = fetcher.fetch(location, selection);
            return location.address().equals(address) ? new CountedReader(reader) : reader;
        };
    }

    private void refuseIfDead() throws IOException {
        if (conditions.dead()) {
            throw new IOException("the worker was killed");
        }
    }

    @Override
    public void onListen(String bound) {
        address = bound;
    }

    @Override
    public boolean onSend(FaultyNetwork.Link link, Message message) {
        if (link.toCoordinator()
                && !(message instanceof Message.Heartbeat)
                && script.strikes(Script.Fault.DROP_MESSAGE)) {
            link.abort();
            return false;
        }
        return true;
    }

    @Override
    public Message onBlock(Message.BlockFrame frame) {
        byte[] block = frame.block();
        return script.strikes(Script.Fault.CORRUPT_BLOCK)
                ? new Message.BlockFrame(frame.stream(), CorruptBlocks.of(block, 0, block.length))
                : frame;
    }

    @Override
    public void onSent(Message message) {
        if (message instanceof Message.BlockFrame) {
            dieIf(Script.Fault.KILL_AFTER_BLOCKS);
        } else if (message instanceof Message.AttemptsFinished finished) {
            finished.attempts().forEach(attempt -> dieIf(Script.Fault.KILL_AFTER_TASKS));
        }
    }

    private void dieIf(Script.Fault fault) {
        if (script.strikes(fault)) {
            conditions.die();
            script.killed();
            onDeath.run();
        }
    }

    private final class CountedReader implements BlockReader {
        private final BlockReader reader;

        CountedReader(BlockReader reader) {
            this.reader = reader;
        }

        @Override
        public @Nullable Block next() throws IOException {
            refuseIfDead();
            Block block = reader.next();
            if (block != null) {
                dieIf(Script.Fault.KILL_AFTER_BLOCKS);
            }
            return block;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
