package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassReferencesTest {
    @TempDir
    Path folder;

    @Test
    void every_kind_of_mention_is_found() throws Exception {
        UserCode.compile(
                folder,
                List.of(),
                "package com.acme; class Parent {}",
                "package com.acme; class Field<T> { class Inner {} }",
                "package com.acme; class Argument {}",
                "package com.acme; class Result {}",
                "package com.acme; class Bound {}",
                "package com.acme; class Element {}",
                "package com.acme; class Local { static int COUNT; }",
                "package com.acme; @interface Mark {}",
                """
                package com.acme;
                class All<LIST extends Bound> extends Parent {
                    Field<? super Element>.Inner field;
                    @Mark Result[][] method(int number, Argument argument, LIST list) { return null; }
                    long local() { double wide = 1.5; return Local.COUNT + (long) wide + 10_000_000_000L; }
                    java.util.function.Supplier<String> lambda() { return () -> "text;Lcom/acme/;" + new int[1]; }
                }
                """);

        Set<String> names = ClassReferences.in(Files.readAllBytes(folder.resolve("com/acme/All.class")));

        assertThat(names)
                .contains(
                        "com.acme.All",
                        "com.acme.Parent",
                        "com.acme.Field",
                        "com.acme.Field$Inner",
                        "com.acme.Argument",
                        "com.acme.Result",
                        "com.acme.Bound",
                        "com.acme.Element",
                        "com.acme.Local",
                        "com.acme.Mark",
                        "java.util.function.Supplier",
                        "java.lang.invoke.LambdaMetafactory")
                .noneMatch(name -> name.contains("/") || name.contains(";") || name.startsWith("["));
    }

    @Test
    void classes_of_the_jdk_can_be_read() throws Exception {
        assertThat(ClassReferences.in(bytesOf(String.class))).contains("java.lang.CharSequence", "java.util.Locale");
        assertThat(ClassReferences.in(bytesOf(java.util.concurrent.ConcurrentHashMap.class)))
                .contains("java.util.concurrent.ConcurrentHashMap$Node", "java.util.concurrent.ConcurrentMap");
    }

    @Test
    void bytes_that_are_no_class_are_refused() {
        assertThatThrownBy(() -> ClassReferences.in(new byte[100]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not start with 0xCAFEBABE");
        assertThatThrownBy(() -> ClassReferences.in(new byte[0])).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void damaged_classes_end_in_a_result_or_an_io_exception(long seed) throws Exception {
        byte[] original = bytesOf(String.class);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] damaged = Arrays.copyOf(original, random.nextInt(original.length));
            for (int i = 0; i < 10 && damaged.length > 0; i++) {
                damaged[random.nextInt(Math.min(damaged.length, 2_000))] = (byte) random.nextInt();
            }

            try {
                assertThat(ClassReferences.in(damaged)).isNotNull();
            } catch (IOException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    private static byte[] bytesOf(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return in.readAllBytes();
        }
    }
}
