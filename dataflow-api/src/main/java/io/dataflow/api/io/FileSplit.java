package io.dataflow.api.io;

/**
 * The lines that begin in {@code [start, end)} of a file.
 *
 * @param fileBytes how large the file was when it was found, to notice one that shrank
 * @param compressed whether it is gzip; then the split is the whole file
 */
public record FileSplit(String path, long start, long end, long fileBytes, boolean compressed) implements Split {
    private static final long serialVersionUID = 1L;

    @Override
    public long sizeBytes() {
        return end - start;
    }
}
