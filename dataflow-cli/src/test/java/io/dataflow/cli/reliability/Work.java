package io.dataflow.cli.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A job: the arguments of {@code bin/dataflow} but for the cluster, and where its answer is.
 *
 * @param data the name of what it reads
 * @param writes whether it writes its answer into a folder; otherwise it prints it
 */
record Work(String name, String data, List<String> arguments, boolean writes) {
    static Work wordCount(Path text) {
        return new Work(
                "word count",
                text.getFileName().toString(),
                List.of("example", "wordcount", "--input", text.toString(), "--top", "1", "--split-size", "4MB"),
                true);
    }

    static Work tpch(Path tables, int query) {
        return new Work(
                "TPC-H " + query,
                tables.getFileName().toString(),
                List.of(
                        "example",
                        "tpch",
                        "--data",
                        tables.toString(),
                        "--query",
                        Integer.toString(query),
                        "--split-size",
                        "4MB"),
                false);
    }

    static Work pageRank(Path links) {
        return new Work(
                "PageRank",
                links.getFileName().toString(),
                List.of("example", "pagerank", "--input", links.toString(), "--split-size", "1MB"),
                true);
    }

    /** @param output where the answer goes if it is written */
    List<String> on(String coordinator, List<String> secret, Path output) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--cluster", coordinator));
        all.addAll(secret);
        if (writes) {
            all.addAll(List.of("--output", output.toString()));
        }
        return all;
    }

    /** A digest of every byte of the answer, in order. */
    String answer(Child client, Path output) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        for (Path file : writes ? parts(output) : List.of(client.out())) {
            try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
                bytes.transferTo(OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What the client said beside its answer. */
    List<String> remarks(Child client) throws IOException {
        List<String> all = new ArrayList<>(client.errors());
        if (writes) {
            all.addAll(Files.readAllLines(client.out()));
        }
        return all;
    }

    /** Beside the parts is a file that names the job, which is another one each time. */
    private static List<Path> parts(Path output) throws IOException {
        return files(output).stream()
                .filter(file -> file.getFileName().toString().startsWith("part-"))
                .toList();
    }

    /** All files in a folder, in the order of their names; none if there is no folder. */
    static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
