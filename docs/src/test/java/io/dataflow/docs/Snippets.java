package io.dataflow.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The pieces of Java on a page, and whether they compile. A piece that declares records gives them to those after it; one
 * that is a whole class is compiled as it is; all others are bodies of a method.
 */
final class Snippets {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern DECLARATION = Pattern.compile("^(record|enum|sealed interface|interface) ");
    private static final Pattern PUBLIC_CLASS = Pattern.compile("public (?:final )?class (\\w+)");

    /** What pieces of code need not say. */
    static final String IMPORTS =
            """
            import static io.dataflow.api.Order.*;
            import static io.dataflow.api.aggregate.Aggregators.*;
            import static io.dataflow.sketches.Sketches.*;
            import static org.junit.jupiter.api.Assertions.assertEquals;
            import io.dataflow.api.*;
            import io.dataflow.api.aggregate.*;
            import io.dataflow.api.codec.*;
            import io.dataflow.api.function.*;
            import io.dataflow.api.io.*;
            import io.dataflow.api.testing.*;
            import io.dataflow.api.text.*;
            import io.dataflow.files.*;
            import io.dataflow.sketches.*;
            import io.dataflow.testing.cluster.*;
            import java.nio.file.Path;
            import java.time.*;
            import java.util.*;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.ExtendWith;
            import org.junit.jupiter.api.extension.RegisterExtension;
            """;

    private final String page;

    private Snippets(String page) {
        this.page = page;
    }

    static Snippets of(String page) {
        return new Snippets(page);
    }

    static Snippets in(Path file) throws IOException {
        return new Snippets(Files.readString(file));
    }

    /** A file of source code for each piece. */
    List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        StringBuilder declared = new StringBuilder();
        Matcher pieces = JAVA.matcher(page);
        int number = 0;
        while (pieces.find()) {
            String code = pieces.group(1);
            number++;
            Matcher whole = PUBLIC_CLASS.matcher(code);
            if (whole.find()) {
                sources.add(new Source(whole.group(1), code));
            } else if (DECLARATION.matcher(code).find()) {
                declared.append(code);
                sources.add(new Source("Piece" + number, IMPORTS + "class Piece" + number + " {\n" + declared + "}\n"));
            } else {
                sources.add(new Source(
                        "Piece" + number,
                        IMPORTS + "class Piece" + number + " {\n" + declared
                                + "static void run(Session session, Path folder) throws Exception {\n" + code
                                + "}\n}\n"));
            }
        }
        return sources;
    }

    /** What the compiler refuses in these files, compiled together; nothing when all is well. */
    static List<Diagnostic<? extends JavaFileObject>> errors(List<Source> sources, Path output) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(said, Locale.ROOT, null)) {
            List<String> options = List.of(
                    "-d",
                    output.toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "--release",
                    "17",
                    "-proc:none");
            List<JavaFileObject> units = sources.stream().map(Source::file).toList();
            compiler.getTask(null, files, said, options, null, units).call();
        }
        return said.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }

    record Source(String name, String code) {
        /** What the compiler has to say, which is nothing when all is well. */
        String complaints(Path output) throws IOException {
            return errors(List.of(this), output).stream().map(Object::toString).collect(Collectors.joining("\n"));
        }

        private JavaFileObject file() {
            return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return code;
                }
            };
        }
    }
}
