package io.dataflow.docs;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The relative links of the Markdown files below one folder, and which of them lead nowhere. */
final class MarkdownLinks {
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *(```+|~~~+).*?^ *\\1");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\]\\(<?([^)>\\s]+)>?(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern REFERENCE = Pattern.compile("(?m)^ {0,3}\\[[^\\]]+]:\\s*<?([^>\\s]+)");
    private static final Pattern HEADING = Pattern.compile("(?m)^ {0,3}#{1,6}\\s+(.*?)\\s*#*$");
    private static final Pattern NAMED = Pattern.compile("<a\\s+(?:id|name)=\"([^\"]+)\"");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)^[a-z][a-z0-9+.-]*:.*");

    private final Path root;

    MarkdownLinks(Path root) {
        this.root = root;
    }

    /** The Markdown files that readers of the repository see: those of the root and those below {@code docs}. */
    Set<Path> documents() throws IOException {
        Set<Path> documents = new TreeSet<>();
        try (Stream<Path> files = Files.list(root)) {
            documents.addAll(files.filter(MarkdownLinks::isMarkdown).toList());
        }
        if (Files.isDirectory(root.resolve("docs"))) {
            try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
                documents.addAll(files.filter(MarkdownLinks::isMarkdown)
                        .filter(file -> !root.relativize(file).startsWith(Path.of("docs", "target")))
                        .collect(toCollection(TreeSet::new)));
            }
        }
        return documents;
    }

    /** One sentence for each link that leads nowhere. */
    List<String> broken() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            String text = CODE.matcher(withoutFences(document)).replaceAll("");
            for (Pattern pattern : List.of(LINK, REFERENCE)) {
                Matcher links = pattern.matcher(text);
                while (links.find()) {
                    String link = links.group(1);
                    if (!ABSOLUTE.matcher(link).matches()) {
                        check(document, link, broken);
                    }
                }
            }
        }
        return broken;
    }

    private void check(Path document, String link, List<String> broken) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
        String where = root.relativize(document) + " links to " + link;
        if (!target.startsWith(root)) {
            broken.add(where + ", which is outside of the repository");
        } else if (!Files.exists(target)) {
            broken.add(where + ", which does not exist");
        } else if (hash >= 0 && isMarkdown(target) && !anchors(target).contains(link.substring(hash + 1))) {
            broken.add(where + ", but the file has no such heading");
        }
    }

    /** Headings as they are named in links: lower case, without punctuation, spaces as hyphens, repeats numbered. */
    private static Set<String> anchors(Path document) throws IOException {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> repeats = new HashMap<>();
        String text = withoutFences(document);
        Matcher headings = HEADING.matcher(text);
        while (headings.find()) {
            String name = headings.group(1)
                    .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            int earlier = repeats.merge(name, 1, Integer::sum) - 1;
            anchors.add(earlier == 0 ? name : name + "-" + earlier);
        }
        Matcher named = NAMED.matcher(text);
        while (named.find()) {
            anchors.add(named.group(1));
        }
        return anchors;
    }

    private static String withoutFences(Path document) throws IOException {
        return FENCE.matcher(Files.readString(document)).replaceAll("");
    }

    private static boolean isMarkdown(Path file) {
        return file.toString().endsWith(".md");
    }
}
