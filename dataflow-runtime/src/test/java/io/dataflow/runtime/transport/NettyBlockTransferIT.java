package io.dataflow.runtime.transport;

class NettyBlockTransferIT extends BlockTransferContract {
    @Override
    Transport openServing() {
        return new NettyTransport(TransportOptions.defaults());
    }

    @Override
    Transport openConnecting(Transport other) {
        return new NettyTransport(TransportOptions.defaults());
    }
}
