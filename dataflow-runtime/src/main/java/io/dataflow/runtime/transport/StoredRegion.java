package io.dataflow.runtime.transport;

import io.dataflow.shuffle.block.StoredBlock;
import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * A block that the operating system copies from its file to the socket. The channel's thread waits while it does; the file was
 * written a short while ago, so that it is mostly still in memory.
 */
final class StoredRegion extends AbstractReferenceCounted implements FileRegion {
    private final StoredBlock block;
    private final Runnable onRelease;
    private long transferredBytes;

    /** Takes ownership of {@code block}; closes it, and then calls {@code onRelease}, when it is released. */
    StoredRegion(StoredBlock block, Runnable onRelease) {
        this.block = block;
        this.onRelease = onRelease;
    }

    @Override
    public long position() {
        return block.position();
    }

    @Override
    public long count() {
        return block.lengthBytes();
    }

    @Override
    @Deprecated
    public long transfered() {
        return transferredBytes;
    }

    @Override
    public long transferred() {
        return transferredBytes;
    }

    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
        long left = count() - position;
        long count = block.file().transferTo(block.position() + position, left, target);
        if (count > 0) {
            transferredBytes += count;
        } else if (left > 0 && block.file().size() < block.position() + count()) {
            throw new EOFException("A spill file was cut off while it was being sent");
        }
        return count;
    }

    @Override
    protected void deallocate() {
        block.close();
        onRelease.run();
    }

    @Override
    public FileRegion retain() {
        super.retain();
        return this;
    }

    @Override
    public FileRegion retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public FileRegion touch() {
        return this;
    }

    @Override
    public FileRegion touch(Object hint) {
        return this;
    }
}
