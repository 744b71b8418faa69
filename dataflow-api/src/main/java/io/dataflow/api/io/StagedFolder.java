package io.dataflow.api.io;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * The hidden folder of one job, where its attempts stage their files, and the way from there to the target. Several
 * committers and an abort may be at work at a time, in several processes, as when a worker that was given up goes on. The
 * file system's atomic renames and links decide between them:
 *
 * <ul>
 *   <li>the manifest appears by a link, which only one committer can make; it names the folder to gather in, which exists
 *       before it does and is never made again, so that whoever comes after its renaming finds nothing;
 *   <li>the staged folder goes away as a whole, by a rename, before anything in it is deleted;
 *   <li>what is replaced is set aside in a place within the staged folder which can be filled once only. So nobody who looked
 *       at the target before it was replaced can set aside what has replaced it: the place is taken as long as the staged
 *       folder is there, and gone with it;
 *   <li>whoever takes the staged folder away moves back what was set aside in it, unless the commit was complete.
 * </ul>
 */
final class StagedFolder {
    private static final String SUCCESS = "_SUCCESS";
    private static final String MANIFEST = "manifest";
    private static final String GATHERING = "gathering-";
    private static final String REPLACED = "replaced-";
    private static final String SETTLED = "settled-";
    private static final String DISCARDED = ".discarded-";

    /** What is deleted may be added to meanwhile; an attempt adds a few files at most after its job was given up. */
    private static final int DELETE_TRIES = 5;

    /** So often the target is looked at again: others who overwrite it can fill it as soon as it was set aside. */
    private static final int COMMIT_TRIES = 10;

    private final Path target;
    private final String job;
    private final IntFunction<String> partName;
    private final Renames renames;
    private final Path folder;

    /** @param partName the last name of each file */
    StagedFolder(Path target, String job, IntFunction<String> partName, Renames renames) {
        this.target = target;
        this.job = job;
        this.partName = partName;
        this.renames = renames;
        this.folder = beside(".staged");
    }

    private Path beside(String suffix) {
        return target.resolveSibling("." + target.getFileName() + "." + job + suffix);
    }

    Path path() {
        return folder;
    }

    static boolean isEmptyOrMissing(Path target) throws IOException {
        if (!Files.isDirectory(target)) {
            return !Files.exists(target);
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
            return !entries.iterator().hasNext();
        } catch (NoSuchFileException gone) {
            return true;
        }
    }

    static DataflowException refused(Path target, String why) {
        return new DataflowException(FailureKind.INVALID_PLAN, "Output folder " + target + " " + why);
    }

    // ---- the commit

    /** Makes what was staged visible, with what it replaces set aside, unless that was done; and cleans up. */
    void commit(List<byte[]> committables, boolean overwrite) throws IOException {
        if (!isCommitted()) {
            try {
                bringToTarget(committables, overwrite);
            } catch (IOException | DataflowException failure) {
                if (!isCommitted()) {
                    throw failure;
                }
                // Another committer of this job was faster.
            }
        }
        discard();
    }

    private boolean isCommitted() throws IOException {
        return isOfThisJob(target) || wasCommitted(folder);
    }

    private boolean isOfThisJob(Path place) throws IOException {
        try {
            return Files.readString(place.resolve(SUCCESS)).strip().equals(job);
        } catch (NoSuchFileException notThere) {
            return false;
        }
    }

    /**
     * Whether what was gathered according to the manifest has left the folder, which it does for the target only. It was there if
     * the place for what is replaced is, which was made before it: the whole folder may have been taken away, and made
     * anew by others, while a committer made it ready, so that only the manifest came into the new one.
     */
    private static boolean wasCommitted(Path folder) throws IOException {
        Path path = folder.resolve(MANIFEST);
        try {
            Manifest manifest = Manifest.read(path);
            return !Files.exists(manifest.gathering(folder))
                    && Files.exists(manifest.replaced(folder))
                    && Manifest.read(path).equals(manifest);
        } catch (NoSuchFileException notThere) {
            return false;
        }
    }

    private void bringToTarget(List<byte[]> committables, boolean overwrite) throws IOException {
        List<StagedFile.Staged> own = new ArrayList<>();
        committables.forEach(committable -> own.addAll(StagedFile.Staged.decode(committable)));
        if (own.isEmpty()) {
            Files.createDirectories(folder);
        }
        Manifest manifest = agreeOn(own);
        gather(manifest);
        for (int tries = 1; tries <= COMMIT_TRIES; tries++) {
            // Chosen before the target is looked at: if another committer replaces that afterwards, the place is taken.
            Path aside = freePlace(manifest.replaced(folder));
            if (isEmptyOrMissing(target)) {
                if (renames.tryMove(manifest.gathering(folder), target)) {
                    return;
                }
            } else if (isOfThisJob(target)) {
                return;
            } else if (!overwrite) {
                throw refused(target, "was filled by somebody else while the job ran; what it wrote stays out");
            } else {
                renames.tryMove(target, aside);
            }
            if (!Files.exists(manifest.gathering(folder))) {
                throw new NoSuchFileException(
                        manifest.gathering(folder).toString(), null, "committed or given up by somebody else");
            }
        }
        throw refused(target, "was filled by somebody else each of " + COMMIT_TRIES + " times that it was replaced");
    }

    private static Path freePlace(Path replaced) {
        int number = 0;
        while (Files.exists(replaced.resolve(Integer.toString(number)), LinkOption.NOFOLLOW_LINKS)) {
            number++;
        }
        return replaced.resolve(Integer.toString(number));
    }

    // ---- the manifest

    /** @param name is part of the names of the folders that belong to it, which are there before it is */
    private record Manifest(String name, List<StagedFile.Staged> files) {

        static Manifest read(Path path) throws IOException {
            List<String> lines = new ArrayList<>(Files.readAllLines(path));
            String name = lines.remove(0);
            String files = String.join("\n", lines);
            return new Manifest(name, StagedFile.Staged.decode(files.getBytes(StandardCharsets.UTF_8)));
        }

        void write(Path path) throws IOException {
            String files = new String(StagedFile.Staged.encode(this.files), StandardCharsets.UTF_8);
            Files.writeString(path, name + "\n" + files);
        }

        /** Where the files are brought together. */
        Path gathering(Path folder) {
            return folder.resolve(GATHERING + name);
        }

        /** Where what was in the target is set aside. */
        Path replaced(Path folder) {
            return folder.resolve(REPLACED + name);
        }
    }

    /**
     * What is committed: what the first committer found to be whole. A later one follows it, even if it was told of other
     * attempts, since some of the files may be gathered, or visible, already.
     */
    private Manifest agreeOn(List<StagedFile.Staged> own) throws IOException {
        Path path = folder.resolve(MANIFEST);
        if (!Files.exists(path)) {
            publish(own, path);
        }
        return Manifest.read(path);
    }

    /** The file appears with all its content, or is another committer's. */
    private void publish(List<StagedFile.Staged> files, Path path) throws IOException {
        String name = UUID.randomUUID().toString();
        Manifest manifest = new Manifest(name, files);
        check(manifest);
        // In this order: see wasCommitted.
        Files.createDirectory(manifest.replaced(folder));
        Path gathering = Files.createDirectory(manifest.gathering(folder));
        Files.writeString(gathering.resolve(SUCCESS), job + "\n");
        Path written = folder.resolve(MANIFEST + "-" + name);
        manifest.write(written);
        try {
            renames.tryName(written, path);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private void check(Manifest manifest) throws IOException {
        for (int part = 0; part < manifest.files.size(); part++) {
            StagedFile.Staged file = manifest.files.get(part);
            Path staged = folder.resolve(file.fileName());
            Path gathered = manifest.gathering(folder).resolve(partName.apply(part));
            check(Files.exists(staged) ? staged : gathered, file);
        }
    }

    private static void check(Path path, StagedFile.Staged file) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(
                    path.toString(),
                    null,
                    "staged as " + file.fileName() + " and gone since; the job has to run again");
        }
        long sizeBytes = Files.size(path);
        if (sizeBytes != file.sizeBytes()) {
            throw new IOException(path + " has " + sizeBytes + " bytes but its writer wrote " + file.sizeBytes()
                    + "; the file was altered");
        }
    }

    // ---- files on their way

    /** Brings the files together under their last names; those that were brought before are checked again. */
    private void gather(Manifest manifest) throws IOException {
        for (int part = 0; part < manifest.files.size(); part++) {
            StagedFile.Staged file = manifest.files.get(part);
            Path gathered = manifest.gathering(folder).resolve(partName.apply(part));
            renames.tryMove(folder.resolve(file.fileName()), gathered);
            check(gathered, file);
        }
    }

    // ---- the end

    /**
     * Takes everything away from committers that are still at work, in one step, and then deletes it. Nothing is committed
     * from here on, unless it has been; what was to be replaced is back.
     */
    void discard() throws IOException {
        renames.tryMove(folder, beside(DISCARDED + UUID.randomUUID()));
        Path parent = target.getParent();
        String prefix = String.valueOf(beside(DISCARDED).getFileName());
        if (parent != null) {
            for (Path discarded : entries(parent, prefix)) {
                settle(discarded);
                delete(discarded);
            }
        }
    }

    /** Moves back what was set aside, or deletes it if what replaces it was complete. Others may do so at the same time. */
    private void settle(Path discarded) throws IOException {
        for (Path replaced : entries(discarded, REPLACED)) {
            for (int tries = 1; !isDeleted(replaced, tries); tries++) {
                for (Path aside : entries(replaced, "")) {
                    settle(aside, wasCommitted(discarded));
                }
            }
        }
    }

    /**
     * A committer's rename that was under way when the folder was taken away still comes to the place that it has chosen, as soon
     * as that is empty, and with what replaces the target. So what is there gets another name before it is deleted.
     */
    private void settle(Path place, boolean wasCommitted) throws IOException {
        boolean isMoved = place.getFileName().toString().startsWith(SETTLED);
        Path aside = isMoved ? place : place.resolveSibling(SETTLED + UUID.randomUUID());
        if (!isMoved && !renames.tryMove(place, aside)) {
            return;
        }
        if ((wasCommitted || isOfThisJob(target)) && !isOfThisJob(aside)) {
            delete(aside);
        } else if (!renames.tryMove(aside, target) && !isOfThisJob(target)) {
            // Somebody else's files have come there.
            renames.tryMove(aside, beside("." + REPLACED + UUID.randomUUID()));
        }
    }

    /** Deletes a folder if nothing is in it. */
    private static boolean isDeleted(Path folder, int tries) throws IOException {
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (DirectoryNotEmptyException notYet) {
            if (tries > DELETE_TRIES) {
                throw notYet;
            }
            return false;
        }
    }

    /** What is in a folder with names that begin so; nothing if there is no such folder. */
    private static List<Path> entries(Path folder, String prefix) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder, path -> String.valueOf(path.getFileName()).startsWith(prefix))) {
            List<Path> found = new ArrayList<>();
            entries.forEach(found::add);
            return found;
        } catch (NoSuchFileException notThere) {
            return List.of();
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
    }

    /** Others may delete or add at the same time. */
    private void delete(Path path) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    deleteEntries(path);
                }
                renames.delete(path);
                return;
            } catch (NoSuchFileException gone) {
                return;
            } catch (DirectoryNotEmptyException addedTo) {
                if (tries == DELETE_TRIES) {
                    throw addedTo;
                }
            }
        }
    }

    private void deleteEntries(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                delete(entry);
            }
        }
    }
}
