package io.dataflow.benchmarks.job.plain;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What is no more than a loop. */
final class Loops {
    private Loops() {}

    static Answer chain(long records, Workers workers) throws Exception {
        List<Long> sums = workers.each(worker -> {
            long to = records * (worker + 1) / workers.count();
            long sum = 0;
            for (long record = records * worker / workers.count(); record < to; record++) {
                long x = record * 3 + 1;
                if ((x & 7) != 0) {
                    x ^= x >>> 5;
                    if (x % 5 != 0) {
                        sum += x + 11;
                    }
                }
            }
            return sum;
        });
        return Answers.number(sums.stream().mapToLong(Long::longValue).sum());
    }

    static Answer tiny(List<String> strings) {
        List<String> longer = new ArrayList<>();
        for (String string : strings) {
            longer.add(string + "!");
        }
        return Answers.strings(longer);
    }

    static Answer tinyJobs(List<String> strings, int jobs) {
        Answer last = Answer.NOTHING;
        for (int i = 0; i < jobs; i++) {
            last = tiny(strings);
        }
        return last;
    }

    static Answer emptyTasks(int count, Workers workers) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            workers.threads().execute(left::countDown);
        }
        left.await();
        return Answers.number(0);
    }
}
