package io.dataflow.api.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Committers and aborts that are stopped before and after each rename, go on in any order, or end there for good. */
class StagedFolderTest {
    private static final String JOB = "job-1";
    private static final List<String> OLD = List.of("old 0", "old 1");
    private static final List<List<String>> LISTS =
            List.of(List.of("a", "b", "c"), List.of("a", "other b", "c"), List.of("other a", "b", "other c"));

    @TempDir
    private Path folder;

    private Path target;

    @FunctionalInterface
    private interface Action {
        void run(StagedFolder staged) throws IOException;
    }

    /** As if the process had been killed. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** One of those that are at work at the same time; goes on when it is told to, up to the next rename. */
    private final class Worker extends Renames {
        private final SynchronousQueue<Boolean> orders = new SynchronousQueue<>();
        private final SynchronousQueue<Boolean> stops = new SynchronousQueue<>();
        private final Action action;
        private boolean succeeded;
        private @Nullable RuntimeException unexpected;

        Worker(Action action) {
            this.action = action;
        }

        void run() {
            try {
                action.run(staged(this));
                succeeded = true;
            } catch (IOException | DataflowException | Killed failure) {
                // Told by what it leaves behind.
            } catch (RuntimeException failure) {
                unexpected = failure;
            } finally {
                exchange(() -> stops.put(false));
            }
        }

        @Override
        boolean tryMove(Path from, Path to) throws IOException {
            Object place = key(to.getParent());
            pause();
            boolean moved = super.tryMove(from, whereItIs(place, to));
            pause();
            return moved;
        }

        @Override
        void delete(Path path) throws IOException {
            pause();
            super.delete(path);
        }

        @Override
        boolean tryName(Path file, Path name) throws IOException {
            pause();
            boolean named = super.tryName(file, name);
            pause();
            return named;
        }

        private void pause() {
            exchange(() -> stops.put(true));
            if (!exchange(orders::take)) {
                throw new Killed();
            }
        }

        /** Whether it stopped at a rename, and not for good. */
        boolean goOn(boolean lives) {
            exchange(() -> orders.put(lives));
            return awaitStop();
        }

        boolean awaitStop() {
            return exchange(stops::take);
        }
    }

    /** Of a folder, whatever its name is; null if there is none. */
    private static @Nullable Object key(Path folder) throws IOException {
        try {
            return Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException notThere) {
            return null;
        }
    }

    /** Where a rename comes to that has found the folder it goes to, and then waits while that gets another name. */
    private Path whereItIs(@Nullable Object place, Path to) throws IOException {
        if (place == null || place.equals(key(to.getParent()))) {
            return to;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path other : all.filter(Files::isDirectory).toList()) {
                if (place.equals(key(other))) {
                    return other.resolve(to.getFileName());
                }
            }
        }
        return to;
    }

    @FunctionalInterface
    private interface Exchange<T> {
        T run() throws InterruptedException;
    }

    @FunctionalInterface
    private interface Order {
        void run() throws InterruptedException;
    }

    private static void exchange(Order order) {
        exchange(() -> {
            order.run();
            return true;
        });
    }

    private static <T> T exchange(Exchange<T> exchange) {
        try {
            return exchange.run();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private StagedFolder staged(Renames renames) {
        return new StagedFolder(target, JOB, part -> "part-" + part, renames);
    }

    @Seeds(300)
    void whatever_their_order_and_wherever_some_end_one_list_or_what_was_there_is_whole(Random random)
            throws Exception {
        target = folder.resolve("target");
        boolean overwrites = random.nextInt(4) > 0;
        if (overwrites) {
            write(target, OLD);
        }
        List<List<byte[]>> committables = stageLists();
        List<Worker> workers = new ArrayList<>();
        int committers = 2 + random.nextInt(3);
        for (int i = 0; i < committers; i++) {
            List<byte[]> list = committables.get(random.nextInt(LISTS.size()));
            workers.add(new Worker(staged -> staged.commit(list, overwrites)));
        }
        int aborts = Math.max(0, random.nextInt(5) - 2);
        for (int i = 0; i < aborts; i++) {
            workers.add(new Worker(StagedFolder::discard));
        }

        runInTurns(workers, overwrites, random);
        boolean committed = workers.subList(0, committers).stream().anyMatch(worker -> worker.succeeded)
                || commits(committables.get(0), overwrites);
        staged(new Renames()).discard();

        assertThat(workers).allSatisfy(worker -> assertThat(worker.unexpected).isNull());
        assertThat(committed || aborts > 0).isTrue();
        assertWhole(overwrites);
        if (committed) {
            assertThat(LISTS).contains(parts(target));
        }
        assertThat(names(folder)).isSubsetOf("target");
    }

    private boolean commits(List<byte[]> committables, boolean overwrites) {
        try {
            staged(new Renames()).commit(committables, overwrites);
            return true;
        } catch (IOException | DataflowException failure) {
            return false;
        }
    }

    private List<List<byte[]>> stageLists() throws IOException {
        Path staged = Files.createDirectories(staged(new Renames()).path());
        List<List<byte[]>> lists = new ArrayList<>();
        for (List<String> list : LISTS) {
            List<byte[]> committables = new ArrayList<>();
            for (int task = 0; task < list.size(); task++) {
                String name = "task-" + task + "-" + list.get(task).length();
                Files.writeString(staged.resolve(name), list.get(task));
                committables.add(StagedFile.Staged.encode(
                        List.of(new StagedFile.Staged(name, list.get(task).length()))));
            }
            lists.add(committables);
        }
        return lists;
    }

    private void runInTurns(List<Worker> workers, boolean overwrites, Random random) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers.size());
        try {
            List<Worker> alive = new ArrayList<>();
            for (Worker worker : workers) {
                threads.execute(worker::run);
                if (worker.awaitStop()) {
                    alive.add(worker);
                }
            }
            int deadlyOneIn = 10 + random.nextInt(200);
            while (!alive.isEmpty()) {
                Worker next = alive.get(random.nextInt(alive.size()));
                if (!next.goOn(random.nextInt(deadlyOneIn) > 0)) {
                    alive.remove(next);
                }
                assertNothingIsLost(overwrites);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** The target is whole or not there; and as long as no list is whole there, it or what was there before is somewhere. */
    private void assertNothingIsLost(boolean overwrites) throws IOException {
        boolean thereIsATarget = Files.exists(target);
        if (thereIsATarget) {
            assertWhole(overwrites);
        } else if (overwrites) {
            try (Stream<Path> all = Files.walk(folder)) {
                assertThat(all.filter(Files::isDirectory).toList()).anySatisfy(place -> assertThat(parts(place))
                        .isIn(OLD, LISTS.get(0), LISTS.get(1), LISTS.get(2)));
            }
        }
    }

    private void assertWhole(boolean overwrites) throws IOException {
        List<String> parts = Files.exists(target) ? parts(target) : List.of();
        if (Files.exists(target.resolve("_SUCCESS"))) {
            assertThat(LISTS).contains(parts);
        } else {
            assertThat(parts).isEqualTo(overwrites ? OLD : List.of());
        }
    }

    private static void write(Path place, List<String> parts) throws IOException {
        Files.createDirectories(place);
        for (int part = 0; part < parts.size(); part++) {
            Files.writeString(place.resolve("part-" + part), parts.get(part));
        }
    }

    private static List<String> parts(Path place) throws IOException {
        List<String> parts = new ArrayList<>();
        for (String name : names(place)) {
            if (name.startsWith("part-")) {
                parts.add(Files.readString(place.resolve(name)));
            }
        }
        return parts;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
