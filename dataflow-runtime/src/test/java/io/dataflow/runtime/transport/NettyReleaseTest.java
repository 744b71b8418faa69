package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NettyReleaseTest {
    @TempDir
    private Path folder;

    @Test
    void the_one_that_comes_with_the_engine_is_new_enough() {
        assertThatCode(() -> NettyRelease.check(getClass().getClassLoader())).doesNotThrowAnyException();
    }

    @Test
    void an_older_one_is_named_with_the_remedy() throws IOException {
        Files.createDirectory(folder.resolve("META-INF"));
        Files.writeString(
                folder.resolve("META-INF/io.netty.versions.properties"),
                """
                netty-common.version=4.1.128.Final
                netty-common.buildDate=2025-10-14 00\\:00\\:00 +0000
                netty-common.commitDate=2025-10-14 00\\:00\\:00 +0000
                netty-common.shortCommitHash=0
                netty-common.longCommitHash=0
                netty-common.repoStatus=clean
                """);
        try (URLClassLoader without =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> NettyRelease.check(without))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("Dataflow needs Netty 4.2, but Netty 4.1.128.Final is on the class path")
                    .hasMessageContaining("netty.version");
        }
    }
}
