package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.MessageCodec;
import io.dataflow.runtime.transport.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a coordinator hears before it acts, and lets nothing out that follows from what is not safe yet. What it
 * says while it works off what has arrived is gathered, and goes out together when all that it heard is on the disk.
 * Confined to the coordinator's loop.
 */
final class Recorder {
    private final Journal journal;
    private final CoordinatorState state;
    private final Consumer<Runnable> later;
    private final Consumer<IOException> onFailure;
    private final MessageCodec codec = new MessageCodec();
    private final Map<Connection, RecordedConnection> connections = new IdentityHashMap<>();
    private List<Outgoing> outgoing = new ArrayList<>();
    /** Something that matters was heard since the journal was last on the disk. */
    private boolean unsafe;

    private boolean commitIsDue;
    private boolean failed;

    private record Outgoing(RecordedConnection to, Message message) {}

    /**
     * @param later does something after all that is waiting to be done
     * @param onFailure hears that the journal cannot be written; nothing goes out any more then
     */
    Recorder(Journal journal, CoordinatorState state, Consumer<Runnable> later, Consumer<IOException> onFailure) {
        this.journal = journal;
        this.state = state;
        this.later = later;
        this.onFailure = onFailure;
    }

    RecordedConnection said(Connection connection, Message message, long millis) {
        RecordedConnection from = recorded(connection, millis);
        append(JournalEntry.said(millis, from.id(), message));
        return from;
    }

    /** Null for one over which nothing was ever said. */
    @Nullable
    RecordedConnection closed(Connection connection, @Nullable Throwable cause, long millis) {
        RecordedConnection ended = connections.remove(connection);
        if (ended != null) {
            append(JournalEntry.closed(millis, ended.id(), cause));
            state.connections.remove(ended.id());
        }
        return ended;
    }

    void ticked(long millis) {
        append(JournalEntry.ticked(millis));
        if (journal.isStateDue()) {
            commitLater();
        }
    }

    void restarted(long millis) {
        append(JournalEntry.restarted(millis));
    }

    private RecordedConnection recorded(Connection connection, long millis) {
        RecordedConnection known = connections.get(connection);
        if (known != null) {
            return known;
        }
        state.connectionCount++;
        RecordedConnection found = new RecordedConnection(state.connectionCount, connection, this::send);
        connections.put(connection, found);
        state.connections.put(found.id(), found);
        append(JournalEntry.connected(millis, found.id(), found.peer()));
        return found;
    }

    private void append(JournalEntry entry) {
        if (failed) {
            return;
        }
        try {
            journal.append(entry.encode(codec));
            unsafe |= !entry.isMinor();
        } catch (IOException failure) {
            fail(failure);
        }
    }

    private void send(RecordedConnection to, Message message) {
        if (failed) {
            return;
        }
        if (isHarmless(message) && !unsafe && outgoing.isEmpty()) {
            to.sendNow(message);
            return;
        }
        outgoing.add(new Outgoing(to, message));
        commitLater();
    }

    /** What tells of nothing but what is safe if everything is that was written before. */
    private static boolean isHarmless(Message message) {
        return message instanceof Message.JobUpdate || message instanceof Message.ReportsSeen;
    }

    private void commitLater() {
        if (!commitIsDue) {
            commitIsDue = true;
            later.accept(this::commit);
        }
    }

    /** All that was heard is safe when this returns, and all that followed from it is said. */
    void commit() {
        commitIsDue = false;
        if (failed) {
            return;
        }
        try {
            journal.sync();
            unsafe = false;
            List<Outgoing> safe = outgoing;
            outgoing = new ArrayList<>();
            safe.forEach(each -> each.to().sendNow(each.message()));
            if (journal.isStateDue()) {
                journal.replaceBy(state.write());
            }
        } catch (IOException failure) {
            fail(failure);
        }
    }

    /** What was heard so far is nothing but a state from here on. */
    void replaceByState() {
        try {
            journal.replaceBy(state.write());
        } catch (IOException failure) {
            fail(failure);
        }
    }

    private void fail(IOException failure) {
        failed = true;
        outgoing.clear();
        onFailure.accept(failure);
    }
}
