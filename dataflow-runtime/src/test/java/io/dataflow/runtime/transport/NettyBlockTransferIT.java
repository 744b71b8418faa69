package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.protocol.Message;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NettyBlockTransferIT extends BlockTransferContract {
    @Override
    Transport openServing() {
        return new NettyTransport(TransportOptions.defaults());
    }

    @Override
    boolean sendsStored() {
        return true;
    }

    @Override
    Transport openConnecting(Transport other) {
        return new NettyTransport(TransportOptions.defaults());
    }

    /** A process that hangs, and all that it asked for with it. */
    @Test
    void a_peer_that_does_not_read_holds_up_nobody_else_and_little_memory() throws Exception {
        List<byte[]> blocks = Collections.nCopies(2_000, Blocks.encoded(List.of("key"), 100 << 10));
        ListedOutput wanted = publish(1, blocks);
        publish(2, tenKilobyteBlocks(500));
        try (RawPeer hanging = RawPeer.authenticated(address(), new byte[0])) {
            hanging.send(new Message.FetchRequest(1, id(1), ALL, 1L << 40));
            assertThat(hanging.hear(100 << 10)).isNotEmpty();

            for (int i = 0; i < 5; i++) {
                assertThat(Blocks.keys(fetcher().fetch(location(2), ALL))).hasSize(500);
            }

            // What the memory for sending takes, and the sockets beside it, which is little of two hundred megabytes.
            assertThat(wanted.readBytes()).isLessThan(64 << 20);
        }
        wanted.awaitClosedReader();
    }
}
