package io.dataflow.api.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** RFC 1952, one member or several. */
record Gzip() implements Compression {
    private static final long serialVersionUID = 1L;
    private static final int BUFFER_BYTES = 64 << 10;

    @Override
    public String name() {
        return "gzip";
    }

    @Override
    public String extension() {
        return ".gz";
    }

    @Override
    public InputStream unpack(InputStream stored) throws IOException {
        return new GZIPInputStream(stored, BUFFER_BYTES);
    }

    @Override
    public OutputStream pack(OutputStream stored) throws IOException {
        return new GZIPOutputStream(stored, BUFFER_BYTES);
    }
}
