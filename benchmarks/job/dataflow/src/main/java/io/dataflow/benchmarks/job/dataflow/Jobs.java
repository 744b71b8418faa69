package io.dataflow.benchmarks.job.dataflow;

import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.sumDouble;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.aggregate.Two;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Tokenizers;
import io.dataflow.api.io.FixedWidthFiles;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Answers;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Ranks;
import io.dataflow.benchmarks.job.SortedFiles;
import io.dataflow.benchmarks.job.Work;
import java.util.Arrays;
import java.util.List;

/** The works as programs. */
record Jobs(Session session, Inputs inputs) {
    private static final Text SEGMENT = Text.of("BUILDING");

    /** 1995-03-15. */
    private static final int DAY = 9204;

    Answer countTexts() {
        Answer answer = Answer.NOTHING;
        for (Pair<Text, Long> counted : session.read(TextFiles.of(inputs.text()))
                .flatMap(Tokenizers.whitespace())
                .groupBy(word -> word)
                .count()
                .collect()) {
            Text word = counted.first();
            answer = answer.plus(Answers.word(word.bytes(), word.offset(), word.length(), counted.second()));
        }
        return answer;
    }

    Answer countStrings() {
        Answer answer = Answer.NOTHING;
        for (Pair<String, Long> counted : session.readText(inputs.text())
                .flatMap(line -> Arrays.asList(line.split(" ")))
                .filter(word -> !word.isEmpty())
                .groupBy(word -> word)
                .count()
                .collect()) {
            answer = answer.plus(Answers.word(counted.first(), counted.second()));
        }
        return answer;
    }

    void sort() {
        session.read(FixedWidthFiles.of(SortedFiles.RECORD_BYTES, inputs.records()))
                .sortBy(record -> record.slice(0, SortedFiles.KEY_BYTES))
                .write(FixedWidthFiles.into(inputs.output().resolve("sorted")));
    }

    record Entry(long key, long value) {
        static Entry parse(Text line) {
            LineFields fields = new LineFields(line, ',');
            return new Entry(fields.number(), fields.number());
        }
    }

    Answer group() {
        Dataset<Long> hashes = session.read(TextFiles.of(inputs.pairs()))
                .map(Entry::parse)
                .groupBy(Entry::key)
                .aggregate(sumLong(Entry::value), count(), Answers::group);
        return hashes.aggregate(answer());
    }

    record LineItem(long orderKey, long revenue, int shipDay) {
        static LineItem parse(Text line) {
            LineFields fields = new LineFields(line, '|');
            long orderKey = fields.number();
            fields.skip(4);
            long price = fields.hundredths();
            long discount = fields.hundredths();
            fields.skip(3);
            return new LineItem(orderKey, price * (100 - discount), fields.day());
        }
    }

    record Order(long orderKey, int customer, int day, int priority) {
        static Order parse(Text line) {
            LineFields fields = new LineFields(line, '|');
            long orderKey = fields.number();
            int customer = (int) fields.number();
            fields.skip(2);
            int day = fields.day();
            fields.skip(2);
            return new Order(orderKey, customer, day, (int) fields.number());
        }
    }

    record Customer(int customer, Text segment) {
        static Customer parse(Text line) {
            LineFields fields = new LineFields(line, '|');
            int customer = (int) fields.number();
            fields.skip(5);
            return new Customer(customer, fields.text());
        }
    }

    record Sale(long orderKey, long revenue) {}

    record Open(long orderKey, int day, int priority) {}

    Answer join() {
        Dataset<Customer> customers = session.read(TextFiles.of(inputs.customers()))
                .map(Customer::parse)
                .filter(customer -> customer.segment().equals(SEGMENT));
        Dataset<Sale> sales = session.read(TextFiles.of(inputs.lineItems()))
                .map(LineItem::parse)
                .filter(item -> item.shipDay() > DAY)
                .map(item -> new Sale(item.orderKey(), item.revenue()));
        return session.read(TextFiles.of(inputs.orders()))
                .map(Order::parse)
                .filter(order -> order.day() < DAY)
                .semiJoin(customers)
                .on(Order::customer, Customer::customer)
                .map(order -> new Open(order.orderKey(), order.day(), order.priority()))
                .join(sales)
                .on(Open::orderKey, Sale::orderKey)
                .groupBy(Pair::first)
                .aggregate(
                        sumLong(pair -> pair.second().revenue()),
                        (order, revenue) -> Answers.order(order.orderKey(), revenue, order.day(), order.priority()))
                .aggregate(answer());
    }

    record Edge(int source, int target) {
        static Edge parse(Text line) {
            LineFields fields = new LineFields(line, '\t');
            return new Edge((int) fields.number(), (int) fields.number());
        }
    }

    record Links(int source, int[] targets) {}

    record Rank(int vertex, double value) {}

    Answer pageRank() {
        Dataset<Links> links = session.read(TextFiles.of(inputs.edges()))
                .map(Edge::parse)
                .groupBy(Edge::source)
                .transformGroups(Links.class, (source, edges, out) -> out.emit(new Links(source, targets(edges))))
                .cache();
        Dataset<Rank> ranks = links.map(link -> new Rank(link.source(), 1))
                .iterate(Work.iterations(), before -> links.join(before)
                        .on(Links::source, Rank::vertex)
                        .transform(Rank.class, (pair, out) -> {
                            int[] targets = pair.first().targets();
                            double share = pair.second().value() / targets.length;
                            for (int target : targets) {
                                out.emit(new Rank(target, share));
                            }
                        })
                        .groupBy(Rank::vertex)
                        .aggregate(sumDouble(Rank::value), (vertex, sum) -> new Rank(vertex, 0.15 + 0.85 * sum)));
        Two<Long, Double> sums =
                ranks.aggregate(Aggregators.both(count(), sumDouble(rank -> Ranks.term(rank.vertex(), rank.value()))));
        links.uncache();
        return Ranks.answer(sums.first(), sums.second());
    }

    Answer chain() {
        return Answers.number(session.range(0, inputs.size().chainRecords())
                .map(x -> x * 3 + 1)
                .filter(x -> (x & 7) != 0)
                .map(x -> x ^ (x >>> 5))
                .filter(x -> x % 5 != 0)
                .map(x -> x + 11)
                .aggregate(sumLong(x -> x)));
    }

    Answer tiny() {
        return Answers.strings(tinyJob());
    }

    Answer tinyJobs() {
        List<String> last = List.of();
        for (int i = 0; i < inputs.size().tinyJobs(); i++) {
            last = tinyJob();
        }
        return Answers.strings(last);
    }

    private List<String> tinyJob() {
        return session.fromIterable(inputs.tinyStrings(), String.class)
                .map(string -> string + "!")
                .collect();
    }

    Answer emptyTasks() {
        return Answers.number(
                session.read(new EmptySplits(inputs.size().emptyTasks())).count());
    }

    /** Counts hashes and adds them up. */
    private static Aggregator<Long, ?, Answer> answer() {
        return Aggregators.of(
                "answer",
                ValueType.of(long[].class),
                ValueType.of(Answer.class),
                () -> new long[2],
                (sums, hash) -> {
                    sums[0]++;
                    sums[1] += hash;
                    return sums;
                },
                (sums, more) -> {
                    sums[0] += more[0];
                    sums[1] += more[1];
                    return sums;
                },
                sums -> new Answer(sums[0], sums[1]));
    }

    /** The targets of edges as an array, in any order. */
    private static int[] targets(Iterable<Edge> edges) {
        int[] targets = new int[8];
        int count = 0;
        for (Edge edge : edges) {
            if (count == targets.length) {
                targets = Arrays.copyOf(targets, 2 * count);
            }
            targets[count++] = edge.target();
        }
        return Arrays.copyOf(targets, count);
    }
}
