package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Programs on records of which a few are very long. They yield what identifies records, not the records. */
public final class LongRecords {
    private LongRecords() {}

    /** A record; its text is long or short. */
    public record Document(long id, long group, byte[] text) {
        String shape() {
            return id + ":" + text.length;
        }
    }

    /** Records 0 to {@code count - 1} in ten groups, of which those below {@code longCount} are long. */
    public static Dataset<Document> documents(Session session, long count, long longCount, int longBytes) {
        return session.range(0, count)
                .map(id -> new Document(id, id % 10, new byte[id < longCount ? longBytes : (int) (id % 100)]));
    }

    private static List<String> shapes(Dataset<Document> documents) {
        return documents.map(Document::shape).collect();
    }

    /** All of them, by name; each yields its results in an order of its own. */
    public static Map<String, Function<Dataset<Document>, List<String>>> programs() {
        Map<String, Function<Dataset<Document>, List<String>>> programs = new TreeMap<>();
        programs.put("sort", documents -> shapes(documents.sortBy(document -> -document.id())));
        programs.put("distinct", documents -> shapes(documents.union(documents).distinct()));
        programs.put("count by record", documents -> documents
                .union(documents)
                .groupBy(document -> document)
                .count()
                .map(pair -> pair.first().shape() + "*" + pair.second())
                .collect());
        programs.put("longest of each group", documents -> documents
                .groupBy(Document::group)
                .aggregate(Aggregators.maxBy(document -> document.text().length * 1_000_000L + document.id()))
                .map(pair -> pair.second().shape())
                .collect());
        programs.put("transformGroups", documents -> documents
                .groupBy(Document::group)
                .sortedBy(document -> -document.id())
                .transformGroups(String.class, (group, members, output) -> {
                    long bytes = 0;
                    for (Document member : members) {
                        bytes += member.text().length;
                    }
                    for (Document member : members) {
                        output.emit(group + " " + member.shape() + " " + bytes);
                    }
                })
                .collect());
        programs.put(
                "transformGroups to long records",
                documents -> shapes(
                        documents.groupBy(Document::group).transformGroups(Document.class, (group, members, output) -> {
                            for (Document member : members) {
                                output.emit(member);
                            }
                        })));
        programs.put(
                "join, long on the left",
                documents -> shapes(documents
                        .join(ids(documents))
                        .on(Document::id, id -> id)
                        .map(Pair::first)));
        programs.put(
                "join, long on the right",
                documents -> shapes(ids(documents)
                        .join(documents)
                        .on(id -> id, Document::id)
                        .map(Pair::second)));
        programs.put("join by group", documents -> ids(documents)
                .filter(id -> id < 40)
                .join(documents)
                .on(id -> id % 10, Document::group)
                .map(pair -> pair.first() + " " + pair.second().shape())
                .collect());
        programs.put("leftJoin", documents -> documents
                .leftJoin(ids(documents).filter(id -> id % 2 == 1))
                .on(Document::id, id -> id)
                .map(pair -> pair.first().shape() + pair.second())
                .collect());
        programs.put("fullJoin", documents -> ids(documents)
                .filter(id -> id % 2 == 1)
                .fullJoin(documents)
                .on(id -> id, Document::id)
                .map(pair -> pair.first() + pair.second().map(Document::shape).orElse(""))
                .collect());
        programs.put(
                "semiJoin",
                documents -> shapes(documents.semiJoin(ids(documents)).on(Document::id, id -> id)));
        programs.put(
                "antiJoin",
                documents -> shapes(
                        documents.antiJoin(ids(documents).filter(id -> id > 5)).on(Document::id, id -> id)));
        programs.put("cogroup", documents -> documents
                .keyBy(Document::group)
                .cogroup(ids(documents).keyBy(id -> id % 10), String.class, (group, left, right, output) -> {
                    for (Document document : left) {
                        output.emit(document.shape());
                    }
                    for (long id : right) {
                        output.emit("id " + id);
                    }
                })
                .collect());
        programs.put("rebalance", documents -> shapes(documents.rebalance()));
        programs.put(
                "one accumulator",
                documents -> List.of(documents
                                .reduce((left, right) -> left.text().length >= right.text().length ? left : right)
                                .orElseThrow()
                                .text()
                                .length
                        + " bytes"));
        return programs;
    }

    private static Dataset<Long> ids(Dataset<Document> documents) {
        return documents.map(Document::id);
    }
}
