package io.dataflow.api.io;

import org.jspecify.annotations.Nullable;

/**
 * The lines that begin in {@code [start, end)} of a file.
 *
 * @param fileBytes how large the file was when it was found, to notice one that shrank
 * @param compression how the file is packed; then the split is the whole file. Null for a plain one
 */
public record FileSplit(String path, long start, long end, long fileBytes, @Nullable Compression compression)
        implements Split {
    private static final long serialVersionUID = 1L;

    /** Whether the file is packed. */
    public boolean compressed() {
        return compression != null;
    }

    @Override
    public long sizeBytes() {
        return end - start;
    }
}
