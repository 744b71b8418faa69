package io.dataflow.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in named modules, which a program compiled as such may keep closed, and in class loaders of their own. */
class ModulesTest {
    @TempDir
    private Path folder;

    private Class<?> line(String directives) throws IOException, ClassNotFoundException {
        Path module = Files.writeString(folder.resolve("module-info.java"), "module shop { " + directives + " }");
        Path packages = Files.createDirectories(folder.resolve("shop/model"));
        Path line = Files.writeString(
                packages.resolve("Line.java"), "package shop.model; record Line(String name, int count) {}");
        Path classes = folder.resolve("classes");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), module.toString(), line.toString());
        assertThat(status).isZero();
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("shop"));
        ClassLoader parent = Objects.requireNonNull(getClass().getClassLoader());
        return boot.defineModulesWithOneLoader(configuration, parent)
                .findLoader("shop")
                .loadClass("shop.model.Line");
    }

    private static Object newLine(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructor(String.class, int.class);
        constructor.setAccessible(true);
        return constructor.newInstance("pen", 3);
    }

    private static Object roundTrip(Codec<Object> codec, Object value) {
        ByteOutput output = new ByteOutput();
        codec.encode(value, output);
        return codec.decode(new ByteInput(output.toByteArray()));
    }

    @Test
    void a_record_that_its_module_keeps_closed_is_refused_with_the_line_to_add() throws Exception {
        Class<?> line = line("exports shop.model;");

        assertThatThrownBy(() -> Codecs.check(ValueType.of(List.class, ValueType.of(line))))
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID_PLAN))
                .hasMessage("List<Line>: shop.model.Line is a record that Dataflow may not read;"
                        + " add 'opens shop.model;' to the module-info.java of shop");
    }

    @Test
    void a_record_of_an_open_package_comes_back() throws Exception {
        Class<?> type = line("opens shop.model;");
        Object line = newLine(type);

        assertThat(roundTrip(Codecs.derive(ValueType.of(type)), line)).isEqualTo(line);
    }

    @Test
    void names_are_found_by_the_loader_of_the_types_classes() throws Exception {
        Class<?> type = line("opens shop.model;");
        Object line = newLine(type);
        ValueType mixed = ValueType.of(Samples.Both.class, ValueType.UNKNOWN, ValueType.of(type));

        Object both = new Samples.Both<>(line, line);

        assertThat(roundTrip(Codecs.derive(mixed, type.getClassLoader()), both)).isEqualTo(both);
        assertThat(roundTrip(Codecs.derive(ValueType.of(List.class, mixed)), List.of(both)))
                .isEqualTo(List.of(both));
    }
}
