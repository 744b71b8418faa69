package io.dataflow.runtime.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    private Path folder;

    /** What a journal holds: states and entries, as text. */
    private static List<String> contents(Journal journal) {
        List<String> contents = new ArrayList<>();
        journal.replay(state -> contents.add("state " + text(state)), entry -> contents.add(text(entry)));
        return contents;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String randomText(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return text(bytes);
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> journals = files.filter(path -> !path.endsWith("lock")).toList();
            assertThat(journals).hasSize(1);
            return journals.get(0);
        }
    }

    @Seeds(30)
    void what_was_synced_is_there_wherever_a_crash_tears_the_file(Random random) throws IOException {
        List<String> written = new ArrayList<>();
        int syncedCount = 0;
        long syncedBytes;
        try (Journal journal = Journal.open(folder)) {
            syncedBytes = Files.size(onlyFile());
            for (int i = random.nextInt(50); i >= 0; i--) {
                String entry = randomText(random, random.nextInt(20) == 0 ? 600_000 : 100);
                journal.append(bytes(entry));
                written.add(entry);
                if (random.nextInt(4) == 0) {
                    journal.sync();
                    syncedCount = written.size();
                    syncedBytes = Files.size(onlyFile());
                }
            }
            if (random.nextBoolean()) {
                journal.sync();
            }
        }
        tear(random, syncedBytes);

        try (Journal journal = Journal.open(folder)) {
            List<String> found = contents(journal);

            assertThat(found).hasSizeGreaterThanOrEqualTo(syncedCount).isEqualTo(written.subList(0, found.size()));
            journal.append(bytes("after"));
            journal.sync();
        }
        try (Journal journal = Journal.open(folder)) {
            assertThat(contents(journal)).endsWith("after").hasSizeGreaterThan(syncedCount);
        }
    }

    /** Cuts the file somewhere behind what is safe, or makes noise of what is there. */
    private void tear(Random random, long safeBytes) throws IOException {
        try (FileChannel file = FileChannel.open(onlyFile(), StandardOpenOption.WRITE)) {
            long torn = file.size() - safeBytes;
            long at = safeBytes + (long) (random.nextDouble() * torn);
            if (random.nextBoolean()) {
                file.truncate(at);
            } else {
                byte[] noise = new byte[(int) Math.min(file.size() - at, 1 + random.nextInt(1_000))];
                random.nextBytes(noise);
                file.write(ByteBuffer.wrap(noise), at);
            }
        }
    }

    @Test
    void a_synced_entry_that_the_disk_altered_is_refused() throws IOException {
        try (Journal journal = Journal.open(folder)) {
            journal.append(bytes("first"));
            journal.sync();
            journal.append(bytes("second"));
            journal.sync();
        }
        byte[] bytes = Files.readAllBytes(onlyFile());
        int first = text(bytes).indexOf("first");
        bytes[first] = (byte) (bytes[first] ^ 1);
        Files.write(onlyFile(), bytes);

        assertThatThrownBy(() -> Journal.open(folder))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("is damaged, though records behind it are not");
    }

    @Seeds(20)
    void a_state_stands_for_all_entries_before_it(Random random) throws IOException {
        List<String> expected = new ArrayList<>();
        try (Journal journal = Journal.open(folder)) {
            for (int i = random.nextInt(30); i >= 0; i--) {
                if (random.nextInt(5) == 0) {
                    String state = randomText(random, random.nextBoolean() ? 3_000_000 : 100) + "!";
                    journal.replaceBy(bytes(state));
                    expected.clear();
                    expected.add("state " + state);
                } else {
                    String entry = randomText(random, 100);
                    journal.append(bytes(entry));
                    expected.add(entry);
                }
            }
            journal.sync();
        }

        try (Journal journal = Journal.open(folder)) {
            assertThat(contents(journal)).isEqualTo(expected);
            assertThat(onlyFile()).exists();
        }
    }

    @Test
    void a_state_that_was_not_finished_does_not_count() throws IOException {
        try (Journal journal = Journal.open(folder)) {
            journal.append(bytes("entry"));
            journal.sync();
        }
        Files.write(folder.resolve("journal-2.new"), new byte[100]);

        try (Journal journal = Journal.open(folder)) {
            assertThat(contents(journal)).containsExactly("entry");
        }

        assertThat(folder.resolve("journal-2.new")).doesNotExist();
    }

    @Test
    void the_folder_never_holds_much_more_than_entries_of_its_least_size_and_states() throws IOException {
        long leastBytes = 10_000;
        long mostBytes = 0;
        try (Journal journal = Journal.open(folder, leastBytes)) {
            for (int i = 0; i < 5_000; i++) {
                journal.append(new byte[100]);
                if (journal.isStateDue()) {
                    journal.replaceBy(new byte[1_000]);
                }
                journal.sync();
                mostBytes = Math.max(mostBytes, Files.size(onlyFile()));
            }
        }

        assertThat(mostBytes).isLessThan(2 * leastBytes);
    }

    @Test
    void two_coordinators_do_not_share_a_journal() {
        try (Journal journal = Journal.open(folder)) {
            assertThat(contents(journal)).isEmpty();

            assertThatThrownBy(() -> Journal.open(folder))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("another coordinator in this process uses it");
        }
    }

    @Test
    void a_file_of_another_kind_is_refused() throws IOException {
        Files.write(folder.resolve("journal-1"), new byte[100]);

        assertThatThrownBy(() -> Journal.open(folder)).hasMessageContaining("is no journal of this version");
    }
}
