package io.dataflow.runtime.transport;

/** What a connection has yet to send. Who sends much stops while it is full. Safe for use by many threads. */
interface Backlog {
    /** A connection that hands everything over at once. */
    Backlog NONE = new Backlog() {
        @Override
        public boolean full() {
            return false;
        }

        @Override
        public void onRoom(Runnable resume) {
            resume.run();
        }
    };

    static Backlog of(Connection connection) {
        return connection instanceof Backlog backlog ? backlog : NONE;
    }

    boolean full();

    /** Calls {@code resume} once when it is full no more, at once if it is not; never when the connection ends before. */
    void onRoom(Runnable resume);
}
