package io.dataflow.runtime.transport;

class InProcessBlockTransferTest extends BlockTransferContract {
    @Override
    Transport openServing() {
        return new InProcessTransport();
    }

    @Override
    Transport openConnecting(Transport other) {
        return other;
    }
}
