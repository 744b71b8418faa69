package io.dataflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathSizeTest {
    /** What the library promises: with everything it needs it stays smaller than this. */
    private static final long LIMIT_BYTES = 15_000_000;

    @TempDir
    private Path folder;

    @Test
    void the_library_with_everything_it_needs_is_small() throws IOException {
        Path target = ProjectRoot.path().resolve("dataflow-runtime/target");
        Path list = target.resolve("runtime-class-path.txt");
        assertThat(list).as("written by a build of the whole project").exists();

        var needed = ClassPathSize.read(list);
        var own = new ClassPathSize(List.of(target.resolve("classes")));

        assertThat(needed.entries()).anyMatch(entry -> entry.toString().contains("netty-transport"));
        assertThat(needed.sizeBytes() + own.sizeBytes())
                .as("bytes of %s", needed.entries())
                .isLessThan(LIMIT_BYTES);
    }

    @Test
    void jars_and_folders_are_added_up() throws IOException {
        Path jar = Files.write(folder.resolve("a.jar"), new byte[1_000]);
        Path nested = Files.createDirectories(folder.resolve("classes/b"));
        Files.write(nested.resolve("B.class"), new byte[234]);
        Path list = folder.resolve("list.txt");
        Files.writeString(list, jar + File.pathSeparator + folder.resolve("classes") + "\n");

        assertThat(ClassPathSize.read(list).sizeBytes()).isEqualTo(1_234);
    }
}
