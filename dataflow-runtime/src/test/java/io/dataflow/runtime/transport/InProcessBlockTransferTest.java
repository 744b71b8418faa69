package io.dataflow.runtime.transport;

class InProcessBlockTransferTest extends BlockTransferContract {
    @Override
    Transport openServing() {
        return new InProcessTransport();
    }

    @Override
    boolean sendsStored() {
        return false;
    }

    @Override
    Transport openConnecting(Transport other) {
        return other;
    }
}
