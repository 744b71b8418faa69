package io.dataflow.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/**
 * The examples in the Javadoc of some folders of sources, which are the code within {@code pre} tags, and whether they compile.
 * What begins with a modifier is a member of a class, everything else the body of a method. Either knows the records and
 * datasets of {@link #SHOP}. What is no Java stands between plain tags.
 */
final class JavadocExamples {
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\n(.*?)\\n[ *]*\\}</pre>", Pattern.DOTALL);
    private static final Pattern BEGINNING = Pattern.compile("<pre>\\s*(?:\\*\\s*)?\\{@code");
    private static final Pattern MARGIN = Pattern.compile("(?m)^ *\\* ?");
    private static final Pattern MEMBER =
            Pattern.compile("^(?:@\\w+(?:\\([^)]*\\))?\\s+)*(?:public|private|static|sealed) ");
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("(?m)^public (?:[\\w-]+ )*?(?:class|record|enum|@?interface) (\\w+)");

    private static final String IMPORTS = Snippets.IMPORTS
            + """
            import static io.dataflow.api.function.Typed.*;
            import io.dataflow.api.failure.*;
            import io.dataflow.api.plan.*;
            import io.dataflow.kryo.*;
            import io.dataflow.runtime.*;
            import java.io.*;
            import java.math.*;
            import java.nio.file.*;
            import java.util.regex.*;
            import java.util.stream.*;
            """;

    /** What examples are about. They inherit it, so that their own names win. */
    private static final String SHOP =
            """
            abstract class Shop {
                record Purchase(long id, int customer, double price, LocalDate date) {}
                record Customer(int id, String name, String nation) {}
                record Hit(String host, Instant time, String url, int status, int millis) {}
                record Visit(String host, Instant start, Instant end, int hits) {}
                record Money(long cents, String currency) {}
                static final class Line { String article; int count; }
                static final class Address { String street; String town; }
                static final class Invoice {
                    List<Line> lines;
                    Address address;
                    Money total() { return new Money(0, "EUR"); }
                }
                static final class MoneyCodec implements Codec<Money> {
                    @Override public void encode(Money value, ByteOutput output) {}
                    @Override public Money decode(ByteInput input) { return new Money(0, "EUR"); }
                }
                static Session session;
                static Dataset<Purchase> purchases;
                static Dataset<Customer> customers;
                static Dataset<Hit> hits;
                static Dataset<Visit> visits;
                static Dataset<Invoice> invoices;
                static Dataset<String> lines;
                static Path folder;
            }
            """;

    private final Path root;
    private final List<Path> files;

    private JavadocExamples(Path root, List<Path> files) {
        this.root = root;
        this.files = files;
    }

    /** Of the files in folders below {@code root}; not of folders within those. */
    static JavadocExamples in(Path root, List<Path> folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> found = Files.list(folder)) {
                found.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
            }
        }
        return new JavadocExamples(root, files);
    }

    /** An example, and the number of the line in which it begins. */
    private record Example(String file, int line, String code) {}

    private static List<Example> examples(String file, String text) {
        List<Example> examples = new ArrayList<>();
        Matcher found = EXAMPLE.matcher(text);
        while (found.find()) {
            String code = MARGIN.matcher(found.group(1)).replaceAll("");
            examples.add(new Example(file, lineAt(text, found.start(1)), code));
        }
        return examples;
    }

    private static int lineAt(String text, int place) {
        return 1 + (int) text.substring(0, place).chars().filter(c -> c == '\n').count();
    }

    /** One sentence, with file and line, for each thing that is wrong with an example. */
    List<String> problems(Path output) throws IOException {
        List<String> problems = new ArrayList<>();
        List<Example> examples = new ArrayList<>();
        for (Path file : files) {
            String name = root.relativize(file).toString();
            String text = Files.readString(file);
            List<Example> found = examples(name, text);
            long begun = BEGINNING.matcher(text).results().count();
            if (begun != found.size()) {
                problems.add(name + ": " + begun + " examples begin, and " + found.size()
                        + " have lines of their own and end with }</pre>");
            }
            examples.addAll(found);
        }
        problems.addAll(refused(examples, output));
        return problems;
    }

    private static List<String> refused(List<Example> examples, Path output) throws IOException {
        List<Snippets.Source> sources = new ArrayList<>();
        sources.add(new Snippets.Source("Shop", IMPORTS + SHOP));
        for (int i = 0; i < examples.size(); i++) {
            String code = examples.get(i).code();
            boolean member = MEMBER.matcher(code).find();
            // Two lines before the code, whatever it is.
            String opening = "final class Example" + i + " extends Shop {\n"
                    + (member ? "" : "static void run() throws Exception {") + "\n";
            sources.add(new Snippets.Source(
                    "Example" + i, IMPORTS + opening + code + "\n" + (member ? "" : "}\n") + "}\n"));
        }
        List<String> refused = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> error : Snippets.errors(sources, output)) {
            refused.add(place(examples, error) + error.getMessage(Locale.ROOT));
        }
        return refused;
    }

    private static String place(List<Example> examples, Diagnostic<? extends JavaFileObject> error) {
        Matcher name = Pattern.compile("Example(\\d+)")
                .matcher(error.getSource() == null ? "" : error.getSource().getName());
        if (!name.find()) {
            return "";
        }
        Example example = examples.get(Integer.parseInt(name.group(1)));
        long before = IMPORTS.lines().count() + 2;
        long last = example.line() + example.code().lines().count() - 1;
        long line = Math.min(last, example.line() + Math.max(0, error.getLineNumber() - before - 1));
        return example.file() + ", line " + line + ": ";
    }

    /** The public types, by their full names, in whose files no Javadoc has an example. */
    List<String> typesWithoutExample() throws IOException {
        List<String> types = new ArrayList<>();
        for (Path file : files) {
            String text = Files.readString(file);
            Matcher type = PUBLIC_TYPE.matcher(text);
            if (type.find() && examples("", text).isEmpty()) {
                Matcher in = Pattern.compile("(?m)^package ([\\w.]+);").matcher(text);
                types.add((in.find() ? in.group(1) + "." : "") + type.group(1));
            }
        }
        return types;
    }
}
