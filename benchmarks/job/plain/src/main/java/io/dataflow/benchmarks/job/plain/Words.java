package io.dataflow.benchmarks.job.plain;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Answers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts words, once as bytes and once as strings. */
final class Words {
    private Words() {}

    static Answer countBytes(Path text, Workers workers) throws Exception {
        List<WordTable> tables = workers.each(worker -> {
            WordTable table = new WordTable();
            LineBlocks.read(text, worker, workers.count(), table::addAll);
            return table;
        });
        WordTable all = tables.get(0);
        tables.subList(1, tables.size()).forEach(all::addAll);
        return all.answer();
    }

    static Answer countStrings(Path text, Workers workers) throws Exception {
        List<Map<String, Long>> maps = workers.each(worker -> {
            Map<String, Long> counts = new HashMap<>();
            LineBlocks.read(text, worker, workers.count(), (bytes, from, to) -> addAll(counts, bytes, from, to));
            return counts;
        });
        Map<String, Long> all = maps.get(0);
        maps.subList(1, maps.size())
                .forEach(counts -> counts.forEach((word, count) -> all.merge(word, count, Long::sum)));
        Answer answer = Answer.NOTHING;
        for (Map.Entry<String, Long> entry : all.entrySet()) {
            answer = answer.plus(Answers.word(entry.getKey(), entry.getValue()));
        }
        return answer;
    }

    private static void addAll(Map<String, Long> counts, byte[] bytes, int from, int to) {
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                String line = new String(bytes, start, i - start, StandardCharsets.UTF_8);
                for (String word : line.split(" ", -1)) {
                    if (!word.isEmpty()) {
                        counts.merge(word, 1L, Long::sum);
                    }
                }
                start = i + 1;
            }
        }
    }
}
