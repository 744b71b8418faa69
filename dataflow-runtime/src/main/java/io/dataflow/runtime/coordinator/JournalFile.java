package io.dataflow.runtime.coordinator;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of a {@link Journal}: records, one behind the other, behind a header. Numbers are big endian.
 *
 * <table>
 * <caption>Header</caption>
 * <tr><td>8 bytes</td><td>{@code DFJOURN} and the version of the format, 2</td></tr>
 * </table>
 *
 * <table>
 * <caption>Record</caption>
 * <tr><td>4 bytes</td><td>{@code DFjr}</td></tr>
 * <tr><td>4 bytes</td><td>length n of the contents</td></tr>
 * <tr><td>8 bytes</td><td>how many bytes of the file were known to be on the disk when the record was written</td></tr>
 * <tr><td>4 bytes</td><td>CRC-32C of the two fields before, and of the contents</td></tr>
 * <tr><td>n bytes</td><td>contents</td></tr>
 * </table>
 *
 * <p>What follows the last whole record is what a crash tore: it is cut off, as nothing was made of it yet. A record that is
 * damaged although a later one says that it was on the disk is damage, not a crash, and refused.
 */
final class JournalFile implements Closeable {
    static final int HEADER_BYTES = 8;
    static final int RECORD_HEAD_BYTES = 20;

    /** The largest message, and what is around it; states are written in parts. */
    static final int MAX_CONTENT_BYTES = 65 << 20;

    private static final long HEADER = 0x44464a4f55524e02L;
    private static final int RECORD = 0x44466a72;

    /** Records are gathered up to this before they are handed to the system. */
    private static final int BUFFER_BYTES = 256 << 10;

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long sizeBytes;
    private long syncedBytes;

    private JournalFile(Path path, FileChannel channel, long sizeBytes) {
        this.path = path;
        this.channel = channel;
        this.sizeBytes = sizeBytes;
        this.syncedBytes = sizeBytes;
    }

    static JournalFile create(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        JournalFile file = new JournalFile(path, channel, 0);
        file.buffer.putLong(HEADER);
        file.sizeBytes = HEADER_BYTES;
        return file;
    }

    /** Takes the contents of records, in order. */
    @FunctionalInterface
    interface Reader {
        void read(ByteBuffer contents) throws IOException;
    }

    /** Reads all whole records, cuts off what is torn, and goes on behind them. */
    static JournalFile open(Path path, Reader reader) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            long end = readAll(path, channel, reader);
            channel.truncate(end);
            channel.force(true);
            channel.position(end);
            return new JournalFile(path, channel, end);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static long readAll(Path path, FileChannel channel, Reader reader) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        if (!fill(channel, header, 0) || header.getLong(0) != HEADER) {
            throw new IOException(
                    path + " is no journal of this version; end its jobs with the version that wrote it, or"
                            + " name an empty folder");
        }
        long position = HEADER_BYTES;
        ByteBuffer contents = contentsAt(channel, position);
        while (contents != null) {
            reader.read(contents.duplicate());
            position += RECORD_HEAD_BYTES + contents.remaining();
            contents = contentsAt(channel, position);
        }
        requireTorn(path, channel, position);
        return position;
    }

    /** The contents of the record there; null if there is no whole one. */
    private static @Nullable ByteBuffer contentsAt(FileChannel channel, long position) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(RECORD_HEAD_BYTES);
        if (!fill(channel, head, position) || head.getInt(0) != RECORD) {
            return null;
        }
        int length = head.getInt(4);
        if (length < 0 || length > MAX_CONTENT_BYTES || length > channel.size() - position - RECORD_HEAD_BYTES) {
            return null;
        }
        ByteBuffer contents = ByteBuffer.allocate(length);
        if (!fill(channel, contents, position + RECORD_HEAD_BYTES)) {
            return null;
        }
        contents.flip();
        return checksum(head, contents) == head.getInt(16) ? contents : null;
    }

    private static int checksum(ByteBuffer head, ByteBuffer contents) {
        CRC32C crc = new CRC32C();
        crc.update(head.duplicate().position(4).limit(16));
        crc.update(contents.duplicate());
        return (int) crc.getValue();
    }

    private static boolean fill(FileChannel channel, ByteBuffer into, long position) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, position + into.position()) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Looks behind a damaged record for one that says that it was on the disk. */
    private static void requireTorn(Path path, FileChannel channel, long damagedAt) throws IOException {
        long size = channel.size();
        ByteBuffer window = ByteBuffer.allocate(BUFFER_BYTES);
        for (long from = damagedAt + 1; from + RECORD_HEAD_BYTES <= size; from += BUFFER_BYTES - RECORD_HEAD_BYTES) {
            window.clear().limit((int) Math.min(BUFFER_BYTES, size - from));
            fill(channel, window, from);
            for (int i = 0; i + RECORD_HEAD_BYTES <= window.limit(); i++) {
                boolean tellsOfDamage = window.getInt(i) == RECORD
                        && window.getLong(i + 8) > damagedAt
                        && contentsAt(channel, from + i) != null;
                if (tellsOfDamage) {
                    throw new IOException("The record at byte " + damagedAt + " of " + path
                            + " is damaged, though records behind it are not; the disk altered it. Restore the file, or"
                            + " name an empty folder and submit the jobs again");
                }
            }
        }
    }

    /** The record is on the disk only after {@link #sync}. */
    void append(byte[] contents) throws IOException {
        if (contents.length > MAX_CONTENT_BYTES) {
            throw new IOException("A record of " + contents.length + " bytes is too long for a journal");
        }
        ByteBuffer head = ByteBuffer.allocate(RECORD_HEAD_BYTES);
        head.putInt(RECORD).putInt(contents.length).putLong(syncedBytes);
        head.putInt(checksum(head, ByteBuffer.wrap(contents))).flip();
        write(head);
        write(ByteBuffer.wrap(contents));
        sizeBytes += RECORD_HEAD_BYTES + contents.length;
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int count = Math.min(buffer.remaining(), bytes.remaining());
            buffer.put(bytes.slice().limit(count));
            bytes.position(bytes.position() + count);
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** Returns when all records are on the disk. */
    void sync() throws IOException {
        flush();
        if (syncedBytes < sizeBytes) {
            channel.force(false);
            syncedBytes = sizeBytes;
        }
    }

    long sizeBytes() {
        return sizeBytes;
    }

    Path path() {
        return path;
    }

    /** What was not synced may be lost. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
