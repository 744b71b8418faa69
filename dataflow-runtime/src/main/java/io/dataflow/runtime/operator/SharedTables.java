package io.dataflow.runtime.operator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.hash.JoinTable;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tables of small sides of joins, which all tasks of a stage read whole: of those on one worker the first builds the table, the
 * others wait for it and find it. It is in the memory for published outputs as long as its job lasts there, and where there is no
 * room in that, each task builds its own. Safe for use by many threads.
 */
public final class SharedTables implements AutoCloseable {
    /** Of the memory for published outputs, which go to disk when tables have too much of it. */
    private static final int SHARE_OF_TABLE = 8;

    /** Of a record in a table, besides the bytes it is read from: lengths, a slot and a half, what pages waste. */
    private static final int BYTES_PER_RECORD = 32;

    private final MemoryBudget memory;

    @GuardedBy("this")
    private final Map<String, Map<Content, Shared>> tablesByJob = new HashMap<>();

    /** Tables are leased from {@code memory}, which is the caller's. */
    public SharedTables(MemoryBudget memory) {
        this.memory = memory;
    }

    /**
     * What is in a table: the same records, whatever task has read them.
     *
     * @param withValues or keys only
     */
    record Content(List<OutputId> outputs, boolean withValues) {}

    /** Reads what is to be in a table. */
    @FunctionalInterface
    interface Filling {
        /** Whether all of it is in the table now, and indexed. */
        boolean fill(JoinTable empty) throws Exception;
    }

    /** Whether a table may be had of so many records, which have so many bytes. */
    boolean takes(long records, long bytes) {
        return bytes + BYTES_PER_RECORD * records <= memory.limitBytes() / SHARE_OF_TABLE;
    }

    /**
     * The table, which only {@link #end} closes and nobody may change; null when it does not fit. May wait for another task that
     * fills it; if that fails, this one tries.
     */
    @Nullable
    JoinTable get(String job, Content content, Filling filling) throws Exception {
        Shared shared;
        synchronized (this) {
            shared = tablesByJob
                    .computeIfAbsent(job, key -> new HashMap<>())
                    .computeIfAbsent(content, key -> new Shared(memory));
        }
        return shared.get(filling);
    }

    /** Closes the tables of a job, of which no task runs any more. */
    public void end(String job) {
        Map<Content, Shared> tables;
        synchronized (this) {
            tables = tablesByJob.remove(job);
        }
        if (tables != null) {
            tables.values().forEach(Shared::close);
        }
    }

    /** Closes all tables. */
    @Override
    public void close() {
        List<String> jobs;
        synchronized (this) {
            jobs = List.copyOf(tablesByJob.keySet());
        }
        jobs.forEach(this::end);
    }

    private static final class Shared {
        private final MemoryBudget memory;
        private final ReentrantLock lock = new ReentrantLock();

        @GuardedBy("lock")
        private boolean tried;

        @GuardedBy("lock")
        private @Nullable JoinTable table;

        Shared(MemoryBudget memory) {
            this.memory = memory;
        }

        @Nullable
        JoinTable get(Filling filling) throws Exception {
            lock.lockInterruptibly();
            try {
                if (!tried) {
                    table = filled(filling);
                    tried = true;
                }
                return table;
            } finally {
                lock.unlock();
            }
        }

        private @Nullable JoinTable filled(Filling filling) throws Exception {
            JoinTable filled = new JoinTable(memory, HashJoinPass.PARTS);
            boolean fits = false;
            try {
                fits = filling.fill(filled);
            } finally {
                if (!fits) {
                    filled.close();
                }
            }
            return fits ? filled : null;
        }

        void close() {
            lock.lock();
            try {
                if (table != null) {
                    table.close();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
