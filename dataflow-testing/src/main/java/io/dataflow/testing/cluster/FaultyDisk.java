package io.dataflow.testing.cluster;

import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.file.SpillException;
import io.dataflow.shuffle.file.SpillSink;
import io.dataflow.shuffle.file.SpillSource;
import java.io.IOException;
import java.io.InterruptedIOException;

/** A spill folder with what the script wants of it. Its files are real ones: what is corrupt is so on the disk. */
final class FaultyDisk implements SpillDirectory {
    private final SpillDirectory disk;
    private final Conditions conditions;
    private final Script script;

    FaultyDisk(SpillDirectory disk, Conditions conditions, Script script) {
        this.disk = disk;
        this.conditions = conditions;
        this.script = script;
    }

    @Override
    public SpillSink create(String name) throws IOException {
        touch("create " + name);
        return new Sink(disk.create(name));
    }

    @Override
    public SpillSource open(String name) throws IOException {
        touch("open " + name);
        return new Source(disk.open(name));
    }

    /** The dead delete nothing: their files are for whoever comes next. */
    @Override
    public void delete(String name) throws IOException {
        if (!conditions.dead()) {
            disk.delete(name);
        }
    }

    @Override
    public long usedBytes() {
        return disk.usedBytes();
    }

    private void touch(String action) throws IOException {
        if (conditions.dead()) {
            throw new SpillException(toString(), action, "the worker was killed");
        }
        try {
            conditions.awaitDisk();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            InterruptedIOException failure = new InterruptedIOException("interrupted while the slow disk works");
            failure.initCause(interrupted);
            throw failure;
        }
    }

    private void claim(long bytes) throws SpillException {
        if (disk.usedBytes() + bytes > conditions.diskRoomBytes()) {
            throw new SpillException(toString(), "write", "No space left on device");
        }
    }

    @Override
    public String toString() {
        return disk.toString();
    }

    private final class Sink implements SpillSink {
        private final SpillSink file;
        private final boolean truncated = script.strikes(Script.Fault.TRUNCATE_SPILL);
        private boolean ended;

        Sink(SpillSink file) {
            this.file = file;
        }

        /** A truncated file ends within its first block. */
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            touch("write");
            claim(length);
            if (ended) {
                return;
            }
            ended = truncated;
            if (CorruptBlocks.isBlock(bytes, offset, length) && script.strikes(Script.Fault.CORRUPT_SPILL)) {
                file.write(CorruptBlocks.of(bytes, offset, length), 0, length);
            } else {
                file.write(bytes, offset, truncated ? length / 2 : length);
            }
        }

        @Override
        public void finish() throws IOException {
            touch("finish a file");
            file.finish();
        }

        @Override
        public void close() {
            file.close();
        }
    }

    private final class Source implements SpillSource {
        private final SpillSource file;

        Source(SpillSource file) {
            this.file = file;
        }

        @Override
        public long sizeBytes() throws IOException {
            return file.sizeBytes();
        }

        @Override
        public int read(long position, byte[] target, int offset, int length) throws IOException {
            touch("read");
            return file.read(position, target, offset, length);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
