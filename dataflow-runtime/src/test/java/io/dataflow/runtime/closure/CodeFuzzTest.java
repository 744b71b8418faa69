package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Fn1;
import io.dataflow.runtime.protocol.ArtifactId;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** Plans, jars and class files that somebody altered: each is read, or refused with a failure that says so. */
class CodeFuzzTest {
    private static final Set<FailureKind> REFUSALS =
            Set.of(FailureKind.INVALID_PLAN, FailureKind.INTERNAL, FailureKind.CORRUPTION);

    @TempDir
    private Path folder;

    private record Program(List<Object> parts, Fn1<Integer, String> function, Map<String, int[]> tables)
            implements Serializable {}

    private static byte[] plan(Random random) {
        int offset = random.nextInt();
        Map<String, int[]> tables = new HashMap<>(Map.of("table", new int[] {1, 2, 3}));
        return new PlanSerializer()
                .serialize(new Program(new ArrayList<>(List.of("text", 2L, 3.5)), n -> "n" + (n + offset), tables));
    }

    private static void readOrRefused(byte[] plan, ClassLoader loader) {
        try {
            assertThat(PlanSerializer.deserialize(plan, Program.class, loader)).isNotNull();
        } catch (DataflowException e) {
            assertThat(e.kind()).isIn(REFUSALS);
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Seeds(100)
    void an_altered_plan_is_read_or_refused(Random random) {
        byte[] valid = plan(random);
        for (int i = 0; i < 50; i++) {
            byte[] altered =
                    random.nextInt(4) == 0 ? Arrays.copyOf(valid, random.nextInt(valid.length)) : valid.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0 && altered.length > 0; flips--) {
                altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
            }
            readOrRefused(altered, CodeFuzzTest.class.getClassLoader());
        }
    }

    @Seeds(50)
    void random_bytes_are_no_plan(Random random) {
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            if (random.nextBoolean() && bytes.length > 4) {
                // The beginning of a stream of objects, and one of its tags.
                ByteBuffer.wrap(bytes).putInt(0xACED0005).put((byte) (0x70 + random.nextInt(16)));
            }
            readOrRefused(bytes, CodeFuzzTest.class.getClassLoader());
        }
    }

    @Seeds(50)
    void an_altered_class_file_is_read_or_an_io_failure(Random random) throws IOException {
        byte[] valid;
        try (InputStream in = PlanReader.class.getResourceAsStream("PlanReader.class")) {
            valid = in.readAllBytes();
        }
        for (int i = 0; i < 100; i++) {
            byte[] altered =
                    random.nextInt(4) == 0 ? Arrays.copyOf(valid, 4 + random.nextInt(valid.length - 4)) : valid.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                altered[random.nextInt(Math.min(altered.length, 4_000))] = (byte) random.nextInt(256);
            }
            try {
                assertThat(ClassReferences.in(altered)).doesNotContainNull();
            } catch (IOException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    @Seeds(30)
    void an_altered_jar_is_used_or_refused(Random random) throws Exception {
        Path classes = UserCode.compile(folder.resolve("classes"), List.of(), UserCode.NUMBERS);
        Path both = UserCode.compile(classes, List.of(classes), UserCode.WORDS, UserCode.PROGRAM);
        byte[] valid = Files.readAllBytes(UserCode.jar(folder.resolve("valid.jar"), both));
        byte[] plan;
        try (URLClassLoader loader = UserCode.loader(both)) {
            plan = new PlanSerializer().serialize(UserCode.function(loader, 3));
        }
        for (int i = 0; i < 10; i++) {
            byte[] altered =
                    random.nextInt(4) == 0 ? Arrays.copyOf(valid, random.nextInt(valid.length)) : valid.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0 && altered.length > 0; flips--) {
                altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
            }
            Path jar = Files.write(folder.resolve("altered-" + i + ".jar"), altered);
            try (JobClassLoader loader = new JobClassLoader("job", List.of(jar), CodeFuzzTest.class.getClassLoader())) {
                assertThat(PlanSerializer.deserialize(plan, Fn1.class, loader)).isNotNull();
            } catch (DataflowException e) {
                assertThat(e.kind()).isIn(REFUSALS);
            }
        }
    }

    @Seeds(50)
    void an_artifact_that_is_not_what_was_announced_leaves_nothing(Random random) throws IOException {
        byte[] content = new byte[1 + random.nextInt(2_000)];
        random.nextBytes(content);
        Path announced = Files.write(folder.resolve("announced.jar"), content);
        ArtifactId id = new ArtifactId(Sha256.ofFile(announced), "announced", content.length);
        Path directory = folder.resolve("store");
        try (ArtifactStore store = new ArtifactStore(directory, 1 << 20, 1 << 20)) {
            byte[] sent =
                    random.nextBoolean() ? Arrays.copyOf(content, random.nextInt(2 * content.length)) : content.clone();
            if (sent.length == content.length) {
                sent[random.nextInt(sent.length)] ^= (byte) (1 + random.nextInt(255));
            }

            assertThatThrownBy(() -> send(store, id, sent))
                    .isInstanceOfSatisfying(
                            DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CORRUPTION));

            assertThat(store.has(id.hash())).isFalse();
            assertThat(directory).isEmptyDirectory();
        }
    }

    private static void send(ArtifactStore store, ArtifactId id, byte[] bytes) throws IOException {
        try (ArtifactWriter writer = store.begin(id)) {
            for (int at = 0; at < bytes.length; at += 700) {
                writer.write(ByteBuffer.wrap(bytes, at, Math.min(700, bytes.length - at)));
            }
            writer.finish();
        }
    }
}
