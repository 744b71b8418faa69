package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.protocol.ArtifactId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactStoreTest {
    private static final int KIB = 1024;

    @TempDir
    Path folder;

    @Test
    void an_artifact_arrives_in_chunks_and_is_found_by_its_hash() throws Exception {
        byte[] bytes = bytes(1, 10_000);
        ArtifactId id = idOf("app.jar", bytes);
        try (ArtifactStore store = store(100 * KIB)) {
            assertThat(store.has(id.hash())).isFalse();

            try (ArtifactWriter writer = store.begin(id)) {
                for (int offset = 0; offset < bytes.length; offset += 3_000) {
                    writer.write(ByteBuffer.wrap(bytes, offset, Math.min(3_000, bytes.length - offset)));
                }
                assertThat(store.has(id.hash())).isFalse();
                assertThat(writer.writtenBytes()).isEqualTo(bytes.length);
                writer.finish();
            }

            assertThat(store.has(id.hash())).isTrue();
            assertThat(store.path(id.hash())).hasBinaryContent(bytes);
            assertThat(files()).hasSize(1);
        }
    }

    @Test
    void a_lasting_store_has_what_another_left_as_far_as_it_is_whole() throws Exception {
        String whole;
        String damaged;
        try (ArtifactStore store = ArtifactStore.lasting(directory())) {
            whole = receive(store, bytes(1, 1_000));
            damaged = arrive(store, bytes(2, 1_000));
        }
        Files.write(directory().resolve(damaged + ".jar"), bytes(3, 1_000));
        Files.write(directory().resolve("arriving-1.part"), bytes(4, 10));

        try (ArtifactStore store = ArtifactStore.lasting(directory())) {
            assertThat(store.has(damaged)).isFalse();
            assertThat(store.pin(whole)).isTrue();
            assertThat(store.path(whole)).hasBinaryContent(bytes(1, 1_000));
            assertThat(files()).containsExactly(whole + ".jar");
        }
    }

    @Test
    void an_artifact_may_be_empty() throws Exception {
        ArtifactId id = idOf("empty.jar", new byte[0]);
        try (ArtifactStore store = store(100 * KIB)) {
            store.begin(id).finish();

            assertThat(store.path(id.hash())).isEmptyFile();
        }
    }

    @Test
    void another_hash_is_refused_and_leaves_nothing() throws Exception {
        byte[] bytes = bytes(1, 1_000);
        ArtifactId id = new ArtifactId(idOf("app.jar", bytes(2, 1_000)).hash(), "app.jar", 1_000);
        try (ArtifactStore store = store(100 * KIB)) {
            ArtifactWriter writer = store.begin(id);
            writer.write(ByteBuffer.wrap(bytes));

            assertCorrupt(writer::finish).hasMessageContaining("app.jar").hasMessageContaining("has the SHA-256");

            assertThat(store.has(id.hash())).isFalse();
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void too_few_and_too_many_bytes_are_refused_and_leave_nothing() throws Exception {
        ArtifactId id = idOf("app.jar", bytes(1, 1_000));
        try (ArtifactStore store = store(100 * KIB)) {
            ArtifactWriter shorter = store.begin(id);
            shorter.write(ByteBuffer.allocate(999));
            ArtifactWriter longer = store.begin(id);
            longer.write(ByteBuffer.allocate(999));

            assertCorrupt(shorter::finish).hasMessageContaining("ended after 999 of 1000 bytes");
            assertCorrupt(() -> longer.write(ByteBuffer.allocate(2))).hasMessageContaining("more than its 1000 bytes");

            assertThat(files()).isEmpty();
            assertThatThrownBy(longer::finish).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void a_writer_that_is_closed_early_leaves_nothing_and_gives_its_room_back() throws Exception {
        ArtifactId id = idOf("app.jar", bytes(1, 60 * KIB));
        try (ArtifactStore store = store(100 * KIB)) {
            for (int i = 0; i < 3; i++) {
                ArtifactWriter writer = store.begin(id);
                writer.write(ByteBuffer.allocate(1_000));
                writer.close();
                writer.close();
            }

            receive(store, bytes(1, 60 * KIB));

            assertThat(files()).hasSize(1);
        }
    }

    @Test
    void the_same_artifact_may_arrive_twice_at_once() throws Exception {
        byte[] bytes = bytes(1, 10 * KIB);
        ArtifactId id = idOf("app.jar", bytes);
        try (ArtifactStore store = store(100 * KIB)) {
            ArtifactWriter first = store.begin(id);
            ArtifactWriter second = store.begin(id);
            first.write(ByteBuffer.wrap(bytes));
            second.write(ByteBuffer.wrap(bytes));
            first.finish();
            second.finish();

            assertThat(files()).hasSize(1);
            assertThat(store.pin(id.hash())).isTrue();
            store.unpin(id.hash());
            assertThatThrownBy(() -> store.unpin(id.hash())).isInstanceOf(DataflowException.class);
            assertThat(store.path(id.hash())).hasBinaryContent(bytes);
        }
    }

    @Test
    void pinned_artifacts_stay_and_idle_ones_make_room() throws Exception {
        try (ArtifactStore store = store(100 * KIB)) {
            String pinned = receive(store, bytes(1, 40 * KIB));
            String idle = receive(store, bytes(2, 40 * KIB));
            store.unpin(idle);
            assertThat(store.has(idle)).isTrue();

            String third = receive(store, bytes(3, 40 * KIB));

            assertThat(store.has(pinned)).isTrue();
            assertThat(store.has(idle)).isFalse();
            assertThat(store.has(third)).isTrue();
            assertThat(files()).hasSize(2);
            assertThat(store.pin(idle)).isFalse();
            assertThatThrownBy(() -> store.path(idle)).isInstanceOf(DataflowException.class);
        }
    }

    @Test
    void an_arrival_waits_for_its_first_pin_while_there_is_room() throws Exception {
        try (ArtifactStore store = store(100 * KIB)) {
            List<String> arrivals = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                arrivals.add(arrive(store, bytes(i, 10 * KIB)));
            }
            assertThat(arrivals).allMatch(store::has);
            assertThat(store.pin(arrivals.get(0))).isTrue();

            String late = receive(store, bytes(20, 60 * KIB));

            assertThat(store.has(late)).isTrue();
            assertThat(store.has(arrivals.get(0))).isTrue();
            assertThat(arrivals.subList(7, 10)).allMatch(store::has);
            assertThat(sizeOfFiles()).isLessThanOrEqualTo(100 * KIB);
        }
    }

    @Test
    void what_was_never_pinned_cannot_be_unpinned() throws Exception {
        try (ArtifactStore store = store(100 * KIB)) {
            String hash = arrive(store, bytes(1, 1_000));

            assertThatThrownBy(() -> store.unpin(hash)).isInstanceOf(DataflowException.class);
        }
    }

    @Test
    void an_idle_artifact_can_be_pinned_again() throws Exception {
        try (ArtifactStore store = store(100 * KIB)) {
            String hash = receive(store, bytes(1, 40 * KIB));
            store.unpin(hash);

            assertThat(store.pin(hash)).isTrue();
            assertThat(store.pin(hash)).isTrue();
            store.unpin(hash);
            receive(store, bytes(2, 60 * KIB));

            assertThat(store.has(hash)).isTrue();
        }
    }

    @Test
    void no_room_beside_running_jobs_is_a_failure_of_resources() throws Exception {
        try (ArtifactStore store = store(100 * KIB)) {
            receive(store, bytes(1, 60 * KIB));

            assertThatThrownBy(() -> receive(store, bytes(2, 41 * KIB)))
                    .isInstanceOfSatisfying(
                            DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.RESOURCES))
                    .hasMessageContaining("running jobs hold " + 60 * KIB + " of " + 100 * KIB + " bytes");
            assertThat(receive(store, bytes(2, 40 * KIB))).isNotEmpty();
        }
    }

    @Test
    void ids_that_a_peer_made_up_are_refused() throws Exception {
        String hash = idOf("x", bytes(1, 10)).hash();
        try (ArtifactStore store = store(100 * KIB)) {
            for (ArtifactId id : List.of(
                    new ArtifactId("../../etc/passwd", "x", 10),
                    new ArtifactId(hash.toUpperCase(Locale.ROOT), "x", 10),
                    new ArtifactId(hash.substring(1), "x", 10),
                    new ArtifactId(hash, "x", -1),
                    new ArtifactId(hash, "x", 64 * KIB + 1))) {
                assertThatThrownBy(() -> store.begin(id))
                        .isInstanceOf(DataflowException.class)
                        .hasMessageContaining("is refused");
            }
            assertThat(store.has("../../etc/passwd")).isFalse();
            assertThat(store.pin("../../etc/passwd")).isFalse();
            assertThatThrownBy(() -> store.path("../\n../etc/passwd"))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("../?../etc/passwd");
            assertThat(files()).isEmpty();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void only_the_owner_may_look_inside() throws Exception {
        Files.createDirectories(directory());
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
        try (ArtifactStore store = store(100 * KIB)) {
            String hash = receive(store, bytes(1, 1_000));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.path(hash))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void opening_deletes_what_a_crash_left_behind_and_nothing_else() throws Exception {
        Files.createDirectories(directory());
        Files.writeString(directory().resolve("arriving-1.part"), "x");
        Files.writeString(directory().resolve("0a.jar"), "x");
        Files.writeString(directory().resolve("notes.txt"), "x");
        try (ArtifactStore store = store(100 * KIB)) {
            assertThat(store.has("0a")).isFalse();
        }
        assertThat(files()).containsExactly("notes.txt");
    }

    @Test
    void closing_deletes_everything_and_ends_writers() throws Exception {
        ArtifactStore store = store(100 * KIB);
        byte[] bytes = bytes(3, 1_000);
        String pinned = receive(store, bytes(1, 1_000));
        String idle = receive(store, bytes(2, 1_000));
        store.unpin(idle);
        ArtifactWriter arriving = store.begin(idOf("late.jar", bytes));
        arriving.write(ByteBuffer.wrap(bytes));

        store.close();
        arriving.finish();
        store.unpin(pinned);

        assertThat(files()).isEmpty();
        assertThat(store.has(pinned)).isFalse();
        assertThatThrownBy(() -> store.begin(idOf("new.jar", bytes))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_directory_that_cannot_be_made_is_a_failure_of_resources_that_names_it() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThatThrownBy(() -> new ArtifactStore(file.resolve("code")))
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.RESOURCES))
                .hasMessageContaining(file.resolve("code").toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void files_stay_within_the_limit_and_pinned_ones_in_place_whatever_happens(long seed) throws Exception {
        Random random = new Random(seed);
        long limitBytes = 200 * KIB;
        Map<String, Integer> pins = new HashMap<>();
        try (ArtifactStore store = store(limitBytes)) {
            for (int step = 0; step < 300; step++) {
                byte[] bytes = bytes(random.nextInt(12), KIB + random.nextInt(3) * 20 * KIB);
                String hash = idOf("x.jar", bytes).hash();
                switch (random.nextInt(3)) {
                    case 0 -> {
                        if (store.pin(hash)) {
                            pins.merge(hash, 1, Integer::sum);
                        }
                    }
                    case 1 -> {
                        try {
                            pins.merge(receive(store, bytes), 1, Integer::sum);
                        } catch (DataflowException e) {
                            assertThat(e.kind()).isEqualTo(FailureKind.RESOURCES);
                        }
                    }
                    default -> {
                        for (String pinned : new ArrayList<>(pins.keySet())) {
                            store.unpin(pinned);
                            pins.computeIfPresent(pinned, (key, count) -> count == 1 ? null : count - 1);
                        }
                    }
                }
                assertThat(sizeOfFiles()).isLessThanOrEqualTo(limitBytes);
                for (String pinned : pins.keySet()) {
                    assertThat(store.path(pinned)).exists();
                }
            }
        }
        assertThat(files()).isEmpty();
    }

    private Path directory() {
        return folder.resolve("code");
    }

    private ArtifactStore store(long limitBytes) {
        return new ArtifactStore(directory(), limitBytes, 64 * KIB);
    }

    private static String receive(ArtifactStore store, byte[] bytes) throws IOException {
        String hash = arrive(store, bytes);
        assertThat(store.pin(hash)).isTrue();
        return hash;
    }

    private static String arrive(ArtifactStore store, byte[] bytes) throws IOException {
        ArtifactId id = idOf("app.jar", bytes);
        try (ArtifactWriter writer = store.begin(id)) {
            writer.write(ByteBuffer.wrap(bytes));
            writer.finish();
        }
        return id.hash();
    }

    private static ArtifactId idOf(String name, byte[] bytes) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(bytes);
        return new ArtifactId(Sha256.hex(digest), name, bytes.length);
    }

    private static byte[] bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private long sizeOfFiles() throws IOException {
        long sizeBytes = 0;
        try (Stream<Path> files = Files.list(directory())) {
            for (Path file : files.toList()) {
                sizeBytes += Files.size(file);
            }
        }
        return sizeBytes;
    }

    private static AbstractThrowableAssert<?, ?> assertCorrupt(ThrowableAssert.ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(DataflowException.class, e -> assertThat(e.kind())
                .isEqualTo(FailureKind.CORRUPTION));
    }
}
