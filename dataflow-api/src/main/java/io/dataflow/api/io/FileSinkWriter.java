package io.dataflow.api.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Stages the records of one attempt in one file, or in several of about the target's size. */
final class FileSinkWriter<T> implements SinkWriter<T> {
    private final Path folder;
    private final String attempt;
    private final FileSink<T> sink;
    private final List<StagedFile.Staged> finishedFiles = new ArrayList<>();
    private StagedFile<T> file;
    private long finishedBytes;
    private boolean finished;

    FileSinkWriter(Path folder, String attempt, FileSink<T> sink) throws IOException {
        this.folder = folder;
        this.attempt = attempt;
        this.sink = sink;
        this.file = create();
    }

    private StagedFile<T> create() throws IOException {
        return StagedFile.create(path(finishedFiles.size()), sink.format(), sink.compression());
    }

    private Path path(int index) {
        return folder.resolve(index == 0 ? attempt : attempt + "-file-" + index);
    }

    @Override
    public void write(T record) throws IOException {
        if (file.sizeBytes() >= sink.targetFileSize()) {
            finishFile();
            file = create();
        }
        file.write(record);
    }

    private void finishFile() throws IOException {
        StagedFile.Staged staged = file.finish();
        finishedFiles.add(staged);
        finishedBytes += staged.sizeBytes();
    }

    @Override
    public byte[] finish() throws IOException {
        finishFile();
        finished = true;
        return StagedFile.Staged.encode(finishedFiles);
    }

    @Override
    public long writtenBytes() {
        return finished ? finishedBytes : finishedBytes + file.sizeBytes();
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            try {
                file.close();
            } finally {
                for (int index = 0; index <= finishedFiles.size(); index++) {
                    Files.deleteIfExists(path(index));
                }
            }
        }
    }
}
