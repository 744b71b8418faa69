package io.dataflow.runtime.transport;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.shuffle.block.StoredBlock;

/** What a connection has yet to send. Who sends much stops while it is full. Safe for use by many threads. */
interface Backlog {
    /** Of a connection that keeps none, everything is handed over at once. */
    static Backlog of(Connection connection) {
        return connection instanceof Backlog backlog ? backlog : new None(connection);
    }

    boolean full();

    /** Whether nothing waits to be sent. */
    boolean empty();

    /** Calls {@code resume} once when it is full no more, at once if it is not; never when the connection ends before. */
    void onRoom(Runnable resume);

    /** The same when it is empty. */
    void onEmpty(Runnable resume);

    /** Calls {@code done} once when the block's bytes are no more needed, be it that the connection has ended. */
    void sendBlock(long stream, byte[] block, Runnable done);

    /** Whether blocks can be sent from the file that they are in. */
    boolean sendsStored();

    /** Takes ownership of the block. */
    void sendStored(long stream, StoredBlock block);

    /** Hands everything over at once. */
    record None(Connection connection) implements Backlog {
        @Override
        public boolean full() {
            return false;
        }

        @Override
        public boolean empty() {
            return true;
        }

        @Override
        public void onRoom(Runnable resume) {
            resume.run();
        }

        @Override
        public void onEmpty(Runnable resume) {
            resume.run();
        }

        @Override
        public void sendBlock(long stream, byte[] block, Runnable done) {
            connection.send(new Message.BlockFrame(stream, block));
            done.run();
        }

        @Override
        public boolean sendsStored() {
            return false;
        }

        @Override
        public void sendStored(long stream, StoredBlock block) {
            block.close();
            throw new UnsupportedOperationException("blocks are copied on this connection");
        }
    }
}
