package io.dataflow.api.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The steps by which those who are at work on one folder meet: each happens as a whole, or not at all. */
class Renames {
    /** False if there is nothing to be moved any more, or a folder would have to go where another is that is not empty. */
    boolean tryMove(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        } catch (FileSystemException failure) {
            if (StagedFolder.isEmptyOrMissing(to)) {
                throw failure;
            }
            return false;
        }
    }

    /** Deletes a file or an empty folder, if it is there. */
    void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    /** Gives a file a name that no other has; false if another has it. The file may keep its old name too. */
    boolean tryName(Path file, Path name) throws IOException {
        try {
            Files.createLink(name, file);
        } catch (FileAlreadyExistsException another) {
            return false;
        } catch (UnsupportedOperationException noLinks) {
            try {
                Files.move(file, name);
            } catch (FileAlreadyExistsException another) {
                return false;
            }
        }
        return true;
    }
}
