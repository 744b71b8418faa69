package io.dataflow.examples.tera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.io.FixedWidthFiles;
import io.dataflow.api.text.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TeraTest {
    /** The first record, as in the documentation of the format. */
    private static final String FIRST = "4a696d4772617952495000113030303030303030303030303030303030303030303030303030"
            + "3030303030308899aabb323232323030303032323232303030303232323230303030323232323030303032323232303030303030"
            + "303031313131ccddeeff";

    private static final long MEMORY_BYTES = 16L << 20;

    private final Path data =
            Path.of(System.getProperty("dataflow.data", "../../shared/data")).resolve("sort");

    @TempDir
    private Path folder;

    private Session session;

    @BeforeEach
    void open() {
        session = Session.local(
                SessionOptions.defaults().memoryBytes(MEMORY_BYTES).slots(2));
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void the_first_record_is_that_of_the_format() {
        assertThat(TeraGen.records(session, 1, false).collect()).singleElement().satisfies(record -> assertThat(
                        HexFormat.of().formatHex(record.toByteArray()))
                .isEqualTo(FIRST));
    }

    /** Sums that Hadoop's TeraValidate printed for the records of its TeraGen. */
    @ParameterizedTest
    @CsvSource({
        "1, 97503e23",
        "10, 5b2d1434d",
        "100, 365ed3f3e1",
        "1000, 1f9ffe645ec",
        "10000, 139abefd74b2",
        "100000, c327a1c42c28",
        "1000000, 7a27e2d0d55de"
    })
    void generated_records_have_the_known_checksum_and_keep_it_when_sorted(long count, String checksum) {
        TeraValidate unsorted = validated(generated(count, false));
        TeraValidate sorted = validated(sorted(generated(count, false)));

        assertThat(Long.toHexString(unsorted.checksum())).isEqualTo(checksum);
        assertThat(unsorted.recordCount()).isEqualTo(count);
        assertThat(unsorted.outOfOrder().isPresent()).isEqualTo(count > 1);
        assertThat(sorted).isEqualTo(new TeraValidate(count, unsorted.checksum(), 0, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 300_000})
    void skewed_records_keep_all_but_their_keys_and_are_sorted_as_well(long count) throws IOException {
        Path skewed = generated(count, true);
        TeraValidate unsorted = validated(skewed);
        Path sorted = sorted(skewed);

        List<String> keys = keys(sorted);
        assertThat(keys).isSorted();
        long distinctCount = keys.stream().distinct().count();
        assertThat(validated(sorted))
                .isEqualTo(new TeraValidate(count, unsorted.checksum(), count - distinctCount, Optional.empty()));
        if (count >= 1_000) {
            String frequent = FIRST.substring(0, 2 * TeraSort.KEY_BYTES);
            double share = (double) keys.stream().filter(frequent::equals).count() / count;
            assertThat(share).isBetween(0.45, 0.55);
            assertThat(distinctCount).isLessThan(15 + count / 500);
        }
    }

    @Test
    void records_of_other_generators_are_sorted_into_the_known_bytes() throws Exception {
        assumeTrue(Files.isDirectory(data), () -> "no sample data in " + data);
        for (String line : Files.readAllLines(data.resolve("checksums.tsv"))) {
            String[] known = line.split("\t", -1);
            if (!line.startsWith("#") && !known[3].equals("-")) {
                Path records =
                        known[0].equals("teragen") ? unpacked("teragen-10k.dat.gz") : unpacked("gensort-a-100k.dat.gz");

                Path sorted = sorted(records);

                TeraValidate found = validated(sorted);
                assertThat(found)
                        .isEqualTo(new TeraValidate(
                                Long.parseLong(known[1]), Long.parseLong(known[2], 16), 0, Optional.empty()));
                assertThat(sha256(sorted)).isEqualTo(known[3]);
            }
        }
        assertThat(bytes(generated(10_000, false))).isEqualTo(Files.readAllBytes(unpacked("teragen-10k.dat.gz")));
    }

    @Test
    void the_first_record_out_of_order_is_found_within_and_between_files() throws Exception {
        Path sorted = sorted(generated(20_000, false));
        byte[] records = bytes(sorted);
        Path first = Files.createDirectories(folder.resolve("cut")).resolve("a");
        Path second = first.resolveSibling("b");
        Files.write(first, slice(records, 0, 9_000));
        Files.write(second, slice(records, 9_000, 20_000));
        assertThat(validated(first.getParent()).outOfOrder()).isEmpty();

        Files.write(first, slice(records, 9_000, 20_000));
        Files.write(second, slice(records, 0, 9_000));
        assertThat(validated(first.getParent()).outOfOrder()).hasValue(new TeraValidate.Place(second.toString(), 0));

        System.arraycopy(records, 0, records, 15_000 * TeraSort.RECORD_BYTES, TeraSort.RECORD_BYTES);
        Files.write(first, slice(records, 9_000, 20_000));
        assertThat(validated(first.getParent()).outOfOrder())
                .hasValue(new TeraValidate.Place(first.toString(), 6_000L * TeraSort.RECORD_BYTES));
    }

    @Test
    void a_repeated_record_is_a_duplicate_key_wherever_blocks_end() throws Exception {
        byte[] record = TeraGen.records(session, 1, false).collect().get(0).toByteArray();
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 10_000; i++) {
            many.write(record);
        }
        Path file = Files.write(folder.resolve("same"), many.toByteArray());
        CRC32 crc = new CRC32();
        crc.update(record);

        assertThat(validated(file))
                .isEqualTo(new TeraValidate(10_000, 10_000 * crc.getValue(), 9_999, Optional.empty()));
    }

    @Test
    void no_records_are_in_order() throws Exception {
        assertThat(validated(Files.createFile(folder.resolve("empty"))))
                .isEqualTo(new TeraValidate(0, 0, 0, Optional.empty()));
    }

    private Path generated(long count, boolean skewed) {
        Path output = folder.resolve("generated-" + count + skewed);
        if (!Files.exists(output)) {
            TeraGen.records(session, count, skewed).write(FixedWidthFiles.into(output));
        }
        return output;
    }

    private Path sorted(Path records) {
        Path output = folder.resolve(records.getFileName() + "-sorted");
        TeraSort.sorted(session.read(TeraSort.files(records.toString()).splitBytes(1_000_000)))
                .write(FixedWidthFiles.into(output));
        return output;
    }

    private TeraValidate validated(Path records) {
        return TeraValidate.of(session, TeraSort.files(records.toString()).splitBytes(400_000));
    }

    private Path unpacked(String name) throws IOException {
        Path file = folder.resolve(name.replace(".gz", ""));
        if (!Files.exists(file)) {
            try (InputStream content = new GZIPInputStream(Files.newInputStream(data.resolve(name)))) {
                Files.copy(content, file);
            }
        }
        return file;
    }

    private static List<String> keys(Path records) throws IOException {
        byte[] all = bytes(records);
        List<String> keys = new ArrayList<>();
        for (int start = 0; start < all.length; start += TeraSort.RECORD_BYTES) {
            keys.add(HexFormat.of().formatHex(all, start, start + TeraSort.KEY_BYTES));
        }
        return keys;
    }

    private static byte[] bytes(Path folder) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path part : files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList()) {
                all.write(Files.readAllBytes(part));
            }
        }
        return all.toByteArray();
    }

    private static byte[] slice(byte[] records, int from, int to) {
        return Text.of(records)
                .slice(from * TeraSort.RECORD_BYTES, to * TeraSort.RECORD_BYTES)
                .toByteArray();
    }

    private static String sha256(Path sorted) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(sorted)));
    }
}
