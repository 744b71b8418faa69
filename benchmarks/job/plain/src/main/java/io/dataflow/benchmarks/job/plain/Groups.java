package io.dataflow.benchmarks.job.plain;

import io.dataflow.benchmarks.job.Answer;
import java.nio.file.Path;
import java.util.List;

/** Adds up by key. Each worker has a table for each part of the keys; then each merges one part of all workers. */
final class Groups {
    private Groups() {}

    static Answer group(Path pairs, Workers workers) throws Exception {
        int count = workers.count();
        List<LongTable[]> tables = workers.each(worker -> {
            LongTable[] own = new LongTable[count];
            for (int part = 0; part < count; part++) {
                own[part] = new LongTable();
            }
            LineBlocks.read(pairs, worker, count, (bytes, from, to) -> addAll(own, bytes, from, to));
            return own;
        });
        List<Answer> answers = workers.each(part -> {
            LongTable all = tables.get(0)[part];
            for (int worker = 1; worker < count; worker++) {
                all.addAll(tables.get(worker)[part]);
            }
            return all.answer();
        });
        return answers.stream().reduce(Answer.NOTHING, Answer::plus);
    }

    private static void addAll(LongTable[] tables, byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            long key = 0;
            for (; bytes[at] != ','; at++) {
                key = key * 10 + bytes[at] - '0';
            }
            at++;
            long value = 0;
            for (; bytes[at] != '\n'; at++) {
                value = value * 10 + bytes[at] - '0';
            }
            at++;
            long hash = LongTable.hash(key);
            tables[(int) (((hash >>> 32) * tables.length) >>> 32)].add(key, hash, value, 1);
        }
    }
}
