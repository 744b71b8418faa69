package io.dataflow.api;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Action;
import io.dataflow.api.function.Broadcast;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Comparison;
import io.dataflow.api.function.Condition;
import io.dataflow.api.function.EmitFunction;
import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.function.PartitionFunction;
import io.dataflow.api.function.Tag;
import io.dataflow.api.io.Sink;
import io.dataflow.api.plan.JoinKind;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A description of records. Transforming it yields another description; an action ({@code collect}, {@code count},
 * {@code first}, {@code take}, {@code reduce}, {@code aggregate}, {@code forEach}, {@code iterator}, {@code write}) runs it
 * and waits. Immutable, and safe for use by many threads.
 *
 * <p>Functions travel to the workers, so what they capture must be serializable; that is checked when the operator is
 * added. Records are never null, and are not changed after a function has returned or emitted them: operators may hold some
 * before they pass them on. Actions fail with a {@link DataflowException}.
 *
 * <pre>{@code
 * List<Pair<Integer, Long>> busiest = purchases.filter(p -> p.price() >= 10)
 *         .groupBy(Purchase::customer).count()
 *         .top(20, Pair::second)
 *         .collect();
 * }</pre>
 *
 * <p><b>Errors.</b> What is wrong with an operator, such as a capture or a type that cannot be encoded, is refused with kind
 * {@link FailureKind#INVALID_PLAN INVALID_PLAN} where it is added, and missing input where the job starts. A function that
 * throws fails the job with kind {@link FailureKind#USER_CODE USER_CODE}, unless {@link #onError} says otherwise.
 *
 * <p><b>Costs.</b> Operators that take a record at a time run where their input is made, and keep and send nothing. What
 * groups, joins or sorts sends records between tasks; whatever outgrows its memory there is spilled.
 *
 * @param <T> the records
 */
@SuppressWarnings("unchecked")
public sealed class Dataset<T> permits Sorted {
    private final Session session;
    private final PlanNode node;

    Dataset(Session session, PlanNode node) {
        this.session = session;
        this.node = node;
    }

    /**
     * A dataset over a plan that was made by other means, such as a SQL front end.
     *
     * <pre>{@code
     * Dataset<Purchase> again = Dataset.of(session, purchases.plan().root());
     * }</pre>
     */
    public static <T> Dataset<T> of(Session session, PlanNode node) {
        return new Dataset<>(session, node);
    }

    /**
     * What is asked, as a graph. Costs nothing: nothing is run.
     *
     * <pre>{@code
     * session.explain(purchases.distinct().plan());
     * }</pre>
     */
    public LogicalPlan plan() {
        return new LogicalPlan(node);
    }

    /**
     * The type of the records, as far as it is known.
     *
     * <pre>{@code
     * purchases.map(Purchase::price).type();                          // Double
     * }</pre>
     */
    public ValueType type() {
        return node.type();
    }

    Session session() {
        return session;
    }

    PlanNode node() {
        return node;
    }

    // ---- record by record

    /**
     * One record for each.
     *
     * <pre>{@code
     * Dataset<Double> prices = purchases.map(Purchase::price);
     * }</pre>
     */
    public <R> Dataset<R> map(Fn1<? super T, ? extends R> function) {
        Captures.check(function, "map");
        return with(
                new PlanNode.Transform("map", node, (Fn1<Object, Object>) function, Types.resultOf(function, type())));
    }

    /**
     * The records for which the condition holds.
     *
     * <pre>{@code
     * purchases.filter(p -> p.date().getYear() == 2026);
     * }</pre>
     */
    public Dataset<T> filter(Condition<? super T> condition) {
        Captures.check(condition, "filter");
        return with(new PlanNode.Filter("filter", node, (Condition<Object>) condition));
    }

    /**
     * Any number of records for each. The stock {@link io.dataflow.api.function.Tokenizers} are recognised, and fast.
     *
     * <pre>{@code
     * lines.flatMap(Tokenizers.whitespace());                       // words
     * lines.flatMap(line -> Arrays.asList(line.split(";")));        // fields
     * }</pre>
     */
    public <R> Dataset<R> flatMap(Fn1<? super T, ? extends Iterable<? extends R>> function) {
        Captures.check(function, "flatMap");
        return with(new PlanNode.FlatMap(
                "flatMap",
                node,
                (Fn1<Object, Iterable<Object>>) (Fn1<?, ?>) function,
                Types.elementOf(function, type())));
    }

    /**
     * Any number of records for each, emitted one by one. Names the class of its results, since nothing is returned that
     * it could be read from.
     *
     * <pre>{@code
     * lines.transform(Integer.class, (line, out) -> {
     *     if (!line.isBlank()) {
     *         out.emit(Integer.parseInt(line.strip()));
     *     }
     * });
     * }</pre>
     */
    public <R> Dataset<R> transform(Class<R> type, EmitFunction<? super T, R> function) {
        return transform(ValueType.of(type), function);
    }

    /**
     * As {@link #transform(Class, EmitFunction)}, for results of a generic type.
     *
     * <pre>{@code
     * lines.transform(new TypeRef<Pair<String, Integer>>() {}, (line, out) -> out.emit(Pair.of(line, line.length())));
     * }</pre>
     */
    public <R> Dataset<R> transform(TypeRef<R> type, EmitFunction<? super T, R> function) {
        return transform(type.type(), function);
    }

    private <R> Dataset<R> transform(ValueType type, EmitFunction<? super T, R> function) {
        Captures.check(function, "transform");
        return with(new PlanNode.Emit(
                "transform", node, (EmitFunction<Object, Object>) (EmitFunction<?, ?>) function, type));
    }

    /**
     * One record for each, made with the help of something expensive that cannot travel, such as a client: each task opens
     * one, and closes it in the end if it is {@link AutoCloseable}. What either function throws fails the job, unless it is
     * the second and {@link #onError} says otherwise.
     *
     * <pre>{@code
     * lines.mapWith(() -> Pattern.compile("[0-9]+").matcher(""), (digits, line) ->
     *         digits.reset(line).replaceAll("#"));
     * }</pre>
     */
    public <C, R> Dataset<R> mapWith(Fn0<? extends C> open, Fn2<? super C, ? super T, ? extends R> function) {
        Captures.check(open, "mapWith");
        Captures.check(function, "mapWith");
        return with(new PlanNode.MapWith(
                "mapWith",
                node,
                (Fn0<Object>) open,
                (Fn2<Object, Object, Object>) function,
                Types.resultOf(function, ValueType.UNKNOWN)));
    }

    /**
     * Any number of records of all records of a task, which stream through the function: for work that is done once for
     * many records. How many records a task has is up to the engine, unless {@link #repartition} or {@link #coalesce} stands
     * before it. What is read is written once before, in the order of the dataset.
     *
     * <pre>{@code
     * purchases.mapPartitions(Double.class, (records, out) -> {
     *     double sum = 0;
     *     while (records.hasNext()) {
     *         sum += records.next().price();
     *     }
     *     out.emit(sum);                                             // one for each task
     * });
     * }</pre>
     */
    public <R> Dataset<R> mapPartitions(Class<R> type, PartitionFunction<? super T, R> function) {
        return mapPartitions(ValueType.of(type), function);
    }

    /**
     * As {@link #mapPartitions(Class, PartitionFunction)}, for results of a generic type.
     *
     * <pre>{@code
     * lines.mapPartitions(new TypeRef<List<String>>() {}, (records, out) -> {
     *     while (records.hasNext()) {
     *         out.emit(List.of(records.next()));
     *     }
     * });
     * }</pre>
     */
    public <R> Dataset<R> mapPartitions(TypeRef<R> type, PartitionFunction<? super T, R> function) {
        return mapPartitions(type.type(), function);
    }

    private <R> Dataset<R> mapPartitions(ValueType type, PartitionFunction<? super T, R> function) {
        Captures.check(function, "mapPartitions");
        Types.check("mapPartitions", "record", type());
        return with(new PlanNode.MapPartitions(
                "mapPartitions", node, (PartitionFunction<Object, Object>) (PartitionFunction<?, ?>) function, type));
    }

    /**
     * Each record with its place, from 0: in order if the dataset is sorted, else in an order that is the same for as long
     * as the input is. What is read is written once before, so that the places are known.
     *
     * <pre>{@code
     * lines.zipWithIndex().filter(numbered -> numbered.second() > 0).map(Pair::first);    // without the first line
     * }</pre>
     */
    public Dataset<Pair<T, Long>> zipWithIndex() {
        Types.check("zipWithIndex", "record", type());
        Fn2<Object, Long, Object> result = Pair::new;
        return with(new PlanNode.ZipWithIndex(
                "zipWithIndex", node, result, ValueType.of(Pair.class, type(), ValueType.of(Long.class))));
    }

    /**
     * The records that the function emitted to a side output. The function is that of the operator just before, one that
     * emits: {@link #transform}, {@link #mapPartitions}, {@code transformGroups} or {@code cogroup}. One job that reads both
     * this and the main output runs the function once. Another operator before it is refused with kind {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * Tag<String> rejected = Tag.of("rejected", String.class);
     * Dataset<Integer> numbers = lines.transform(Integer.class, (line, out) -> {
     *     if (line.matches("[0-9]{1,9}")) {
     *         out.emit(Integer.parseInt(line));
     *     } else {
     *         out.emit(rejected, line);
     *     }
     * });
     * numbers.tagged(rejected).write(TextFiles.into(folder.resolve("rejects")));
     * }</pre>
     */
    public <S> Dataset<S> tagged(Tag<S> tag) {
        Types.check("tagged", "record", tag.type());
        return with(new PlanNode.Tagged(
                tag.name(), SideOutputs.emitting(node, tag.name()), Objects.requireNonNull(tag, "tag"), tag.type()));
    }

    /**
     * What becomes of records for which the function of the operator just before throws. That operator takes a record at a
     * time: {@link #map}, {@link #filter}, {@link #flatMap}, {@link #transform} or {@link #mapWith}; any other is refused
     * with kind {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * lines.map(Integer::parseInt).onError(ErrorPolicy.skip(100));
     * }</pre>
     */
    public Dataset<T> onError(ErrorPolicy policy) {
        return with(SideOutputs.guarded(node, policy));
    }

    /**
     * The records that the operator just before could not take; its {@link #onError} sets them aside. Without that it is
     * refused with kind {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * Dataset<Integer> numbers = lines.map(Integer::parseInt).onError(ErrorPolicy.setAside());
     * numbers.rejected().map(Rejected::error).distinct().forEach(System.out::println);
     * }</pre>
     */
    public Dataset<Rejected<?>> rejected() {
        return with(SideOutputs.rejected(node));
    }

    /**
     * The same records, each shown to {@code look} on its way, by whatever task it passes through, perhaps again.
     *
     * <pre>{@code
     * Counter seen = Counter.of("seen");
     * purchases.peek(p -> {
     *     seen.increment();
     *     return p;
     * }).count();
     * }</pre>
     */
    public Dataset<T> peek(Fn1<? super T, ?> look) {
        Captures.check(look, "peek");
        Fn1<Object, Object> seen = (Fn1<Object, Object>) look;
        Fn1<Object, Object> shown = record -> {
            seen.apply(record);
            return record;
        };
        return with(new PlanNode.Transform("peek", node, shown, type()));
    }

    /**
     * Each record with the probability {@code fraction}. The same seed on the same input takes the same records.
     *
     * <pre>{@code
     * purchases.sample(0.01, 7).collect();                           // about one of a hundred
     * }</pre>
     *
     * @throws IllegalArgumentException if the fraction is not from 0 to 1
     */
    public Dataset<T> sample(double fraction, long seed) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a fraction is from 0 to 1, got " + fraction);
        }
        return with(new PlanNode.Sample("sample", node, fraction, seed));
    }

    /**
     * The same records, spread evenly over tasks: for work that costs much and stands behind few or uneven splits. Sends
     * every record once.
     *
     * <pre>{@code
     * session.range(0, 100).rebalance().map(n -> BigInteger.valueOf(n).pow(10_000).bitLength());
     * }</pre>
     */
    public Dataset<T> rebalance() {
        Types.check("rebalance", "record", type());
        return with(new PlanNode.Rebalance("rebalance", node));
    }

    /**
     * States the class of the records where erasure hides it, so that they need not carry it along. Costs nothing; a record
     * of another class fails the job with kind {@code BAD_DATA} where it is encoded.
     *
     * <pre>{@code
     * session.read(JsonLines.files("numbers").values()).as(Long.class);
     * }</pre>
     */
    public <R> Dataset<R> as(Class<R> type) {
        return with(new PlanNode.Declare("as", node, ValueType.of(type)));
    }

    /**
     * States the class of the records, and the codec that they are encoded by.
     *
     * <pre>{@code
     * invoices.map(Invoice::total).as(Money.class, new MoneyCodec()).distinct();
     * }</pre>
     */
    public <R> Dataset<R> as(Class<R> type, Codec<R> codec) {
        Captures.check(codec, "as");
        return with(new PlanNode.Declare("as", node, ValueType.of(type, codec)));
    }

    /**
     * States the generic type of the records where erasure hides it.
     *
     * <pre>{@code
     * lines.map(line -> List.of(line.split(";"))).as(new TypeRef<List<String>>() {});
     * }</pre>
     */
    public <R> Dataset<R> as(TypeRef<R> type) {
        return with(new PlanNode.Declare("as", node, type.type()));
    }

    /**
     * The same records in {@code count} tasks, spread evenly. A dataset that is written then has so many files. Sends every
     * record once, and keeps no order.
     *
     * <pre>{@code
     * purchases.repartition(4).write(TextFiles.into(folder.resolve("four-files")));
     * }</pre>
     *
     * @throws IllegalArgumentException if {@code count} is not from 1 to 32,768
     */
    public Dataset<T> repartition(int count) {
        return repartition("repartition", count, false);
    }

    /**
     * The same records in at most {@code count} tasks. Neighbours stay together, so that a sorted dataset stays sorted, and
     * tasks get about as many bytes each as can be done without dividing what one task had made. Writes what is read once
     * before; nothing is sorted or partitioned again.
     *
     * <pre>{@code
     * purchases.sortBy(Purchase::date).coalesce(2).write(TextFiles.into(folder.resolve("by-date")));
     * }</pre>
     *
     * @throws IllegalArgumentException if {@code count} is not from 1 to 32,768
     */
    public Dataset<T> coalesce(int count) {
        return repartition("coalesce", count, true);
    }

    private Dataset<T> repartition(String name, int count, boolean inOrder) {
        if (count < 1 || count > MAX_PARTITIONS) {
            throw new IllegalArgumentException(name + " makes 1 to " + MAX_PARTITIONS + " tasks, not " + count);
        }
        Types.check(name, "record", type());
        return with(new PlanNode.Repartition(name, node, count, inOrder));
    }

    private static final int MAX_PARTITIONS = 32_768;

    // ---- reuse

    /**
     * The same records, kept where they were computed, on disk as far as memory does not hold them, for all later jobs of
     * this session: the first job that needs them computes them. They are given up, and computed again if needed again, when
     * the session's limit for kept records is passed, when no part of the program holds this dataset any more, or by {@link
     * #uncache}. What a lost worker held is computed again by itself. Dead letters before it are refused with kind {@code
     * INVALID_PLAN}, since several jobs would write them.
     *
     * <pre>{@code
     * Dataset<Purchase> dear = purchases.filter(p -> p.price() > 100).cache();
     * long count = dear.count();                                      // filters, and keeps
     * double price = dear.aggregate(average(Purchase::price));        // reads what was kept
     * }</pre>
     */
    public Dataset<T> cache() {
        Types.check("cache", "record", type());
        SideOutputs.refuseDeadLetters("cache", node);
        return with(new PlanNode.Cache("cache", node));
    }

    /**
     * Gives up what {@link #cache} kept, once no job reads it. The dataset can still be used, and is kept anew then.
     *
     * <pre>{@code
     * Dataset<Purchase> dear = purchases.filter(p -> p.price() > 100).cache();
     * System.out.println(dear.count() + " of " + purchases.count());
     * dear.uncache();
     * }</pre>
     */
    public void uncache() {
        session.release(node);
    }

    /**
     * The records that {@code body} makes of these in so many rounds: the result of each round is the input of the next. The
     * body is called here, once, and gets a dataset that stands for the round before. What does not depend on that is
     * computed once and kept until the end; of the rounds only the last is. Rounds run one after the other, driven by this
     * process. Each round is a job. A body that makes records of another type, or that has dead letters, is refused with
     * kind {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * Dataset<Long> reachable = session.of(1L).iterate(5, before ->
     *         before.union(before.map(n -> 2 * n)).distinct());       // 1 to 32
     * }</pre>
     *
     * @throws IllegalArgumentException if {@code rounds} is negative
     */
    public Dataset<T> iterate(int rounds, Fn1<? super Dataset<T>, ? extends Dataset<T>> body) {
        return Iterations.of(this, rounds, body, null);
    }

    /**
     * As {@link #iterate}, but ends before {@code maxRounds} when {@code changes}, of the records before and after a round,
     * has no records: {@code (before, after) -> after.subtract(before)}, or something cheaper. After each round a job of its
     * own looks for one such record.
     *
     * <pre>{@code
     * Dataset<Long> halves = session.of(1_000L).iterateUntilUnchanged(
     *         20,
     *         before -> before.union(before.map(n -> n / 2)).distinct(),
     *         (before, after) -> after.subtract(before));
     * }</pre>
     */
    public Dataset<T> iterateUntilUnchanged(
            int maxRounds,
            Fn1<? super Dataset<T>, ? extends Dataset<T>> body,
            Fn2<? super Dataset<T>, ? super Dataset<T>, ? extends Dataset<?>> changes) {
        return Iterations.of(this, maxRounds, body, changes);
    }

    // ---- sets

    /**
     * The records of both, duplicates included. Costs nothing by itself: the tasks of each go on with what is behind it. Not
     * in order, even if both are.
     *
     * <pre>{@code
     * session.readText("logs-2025").union(session.readText("logs-2026"));
     * }</pre>
     */
    public Dataset<T> union(Dataset<? extends T> other) {
        ValueType type = type().equals(other.type()) ? type() : ValueType.UNKNOWN;
        return with(new PlanNode.Union("union", List.of(node, other.node), type));
    }

    /**
     * Each record once. Records are equal when their encodings are. Each task sends what it has once, as far as memory
     * allows; the rest is found after that, and spills.
     *
     * <pre>{@code
     * purchases.map(Purchase::customer).distinct().count();
     * }</pre>
     */
    public Dataset<T> distinct() {
        Types.check("distinct", "record", type());
        return with(new PlanNode.Distinct("distinct", node));
    }

    /**
     * The distinct records that the other dataset has too. Costs a {@link #distinct} and a {@link #semiJoin}.
     *
     * <pre>{@code
     * session.of(1, 2, 2, 3).intersect(session.of(2, 3, 4));          // 2, 3
     * }</pre>
     */
    public Dataset<T> intersect(Dataset<? extends T> other) {
        return distinct().semiJoin(other).on(record -> record, record -> record);
    }

    /**
     * The records that the other dataset does not have, as often as they came. Costs an {@link #antiJoin}.
     *
     * <pre>{@code
     * session.of(1, 2, 2, 3).subtract(session.of(3, 4));              // 1, 2, 2
     * }</pre>
     */
    public Dataset<T> subtract(Dataset<? extends T> other) {
        return antiJoin(other).on(record -> record, record -> record);
    }

    // ---- joins

    /**
     * Pairs of records with equal keys.
     *
     * <pre>{@code
     * purchases.join(customers).on(Purchase::customer, Customer::id);         // Pair<Purchase, Customer>
     * }</pre>
     */
    public <U> Join<T, U, T, U> join(Dataset<U> other) {
        return new Join<>(this, other, JoinKind.INNER);
    }

    /**
     * Pairs of records with equal keys, and this dataset's records without a partner.
     *
     * <pre>{@code
     * purchases.leftJoin(customers).on(Purchase::customer, Customer::id);     // Pair<Purchase, Optional<Customer>>
     * }</pre>
     */
    public <U> Join<T, U, T, Optional<U>> leftJoin(Dataset<U> other) {
        return new Join<>(this, other, JoinKind.LEFT);
    }

    /**
     * Pairs of records with equal keys, and the other dataset's records without a partner.
     *
     * <pre>{@code
     * purchases.rightJoin(customers).on(Purchase::customer, Customer::id);    // Pair<Optional<Purchase>, Customer>
     * }</pre>
     */
    public <U> Join<T, U, Optional<T>, U> rightJoin(Dataset<U> other) {
        return new Join<>(this, other, JoinKind.RIGHT);
    }

    /**
     * Pairs of records with equal keys, and the records of both datasets without a partner.
     *
     * <pre>{@code
     * purchases.fullJoin(customers).on(Purchase::customer, Customer::id);  // Pair<Optional<Purchase>, Optional<Customer>>
     * }</pre>
     */
    public <U> Join<T, U, Optional<T>, Optional<U>> fullJoin(Dataset<U> other) {
        return new Join<>(this, other, JoinKind.FULL);
    }

    /**
     * Every record of this dataset with every record of the other. The other is read again for each chunk of this one that
     * fits memory, so let the smaller one be this. Nothing of this dataset is sent, and each task reads all of the other.
     *
     * <pre>{@code
     * session.range(0, 10).crossJoin(customers).count();                      // ten for each customer
     * }</pre>
     */
    public <U> Dataset<Pair<T, U>> crossJoin(Dataset<U> other) {
        Fn2<Object, Object, Object> result = Pair::new;
        return cross(other, result, ValueType.of(Pair.class, type(), other.type()));
    }

    /**
     * One record of every pair of a record of this dataset and one of the other; see {@link #crossJoin(Dataset)}.
     *
     * <pre>{@code
     * session.of(0.05, 0.1).crossJoin(purchases, (rate, purchase) -> rate * purchase.price());
     * }</pre>
     */
    public <U, R> Dataset<R> crossJoin(Dataset<U> other, Fn2<? super T, ? super U, ? extends R> result) {
        Captures.check(result, "crossJoin");
        return cross(other, (Fn2<Object, Object, Object>) result, Types.resultOf(result, type()));
    }

    private <R> Dataset<R> cross(Dataset<?> other, Fn2<Object, Object, Object> result, ValueType type) {
        Types.check("crossJoin", "left record", type());
        Types.check("crossJoin", "right record", other.type());
        return with(new PlanNode.Cross("crossJoin", node, other.node, result, type));
    }

    /**
     * This dataset's records that have a partner in the other.
     *
     * <pre>{@code
     * customers.semiJoin(purchases).on(Customer::id, Purchase::customer);     // who bought something
     * }</pre>
     */
    public <U> HalfJoin<T, U> semiJoin(Dataset<U> other) {
        return new HalfJoin<>(this, other, JoinKind.SEMI);
    }

    /**
     * This dataset's records that have no partner in the other.
     *
     * <pre>{@code
     * purchases.antiJoin(customers).on(Purchase::customer, Customer::id);     // of nobody who is known
     * }</pre>
     */
    public <U> HalfJoin<T, U> antiJoin(Dataset<U> other) {
        return new HalfJoin<>(this, other, JoinKind.ANTI);
    }

    // ---- keys

    /**
     * Groups by a key. Keys are equal when their encodings are. Costs nothing by itself. A type of key that cannot be
     * encoded is refused with kind {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * purchases.groupBy(Purchase::customer).count();
     * purchases.groupBy(p -> Pair.of(p.customer(), p.date().getYear())).aggregate(sumDouble(Purchase::price));
     * }</pre>
     */
    public <K> KeyedDataset<K, T> groupBy(Fn1<? super T, ? extends K> key) {
        Captures.check(key, "groupBy");
        ValueType keyType = Types.resultOf(key, type());
        Types.check("groupBy", "key", keyType);
        return new KeyedDataset<>(this, (Fn1<Object, Object>) key, keyType);
    }

    /**
     * Another word for {@link #groupBy}.
     *
     * <pre>{@code
     * purchases.keyBy(Purchase::date).count();
     * }</pre>
     */
    public <K> KeyedDataset<K, T> keyBy(Fn1<? super T, ? extends K> key) {
        return groupBy(key);
    }

    // ---- order

    /**
     * All records in ascending order of the key. See {@link #sortBy(Fn1, Order)}.
     *
     * <pre>{@code
     * purchases.sortBy(Purchase::date).thenBy(Purchase::price, DESCENDING);
     * }</pre>
     */
    public <K extends Comparable<? super K>> Sorted<T> sortBy(Fn1<? super T, ? extends K> key) {
        return sortBy(key, Order.ASCENDING);
    }

    /**
     * All records in order of the key: that of its encoding, which for strings is the order of code points. Each task sorts
     * what it has, in runs that spill, and sends it once; the tasks behind merge one range of keys each. A key whose type
     * has no order is refused with kind {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * purchases.sortBy(Purchase::price, DESCENDING).limit(10);       // each task keeps and sends ten
     * }</pre>
     */
    public <K extends Comparable<? super K>> Sorted<T> sortBy(Fn1<? super T, ? extends K> key, Order order) {
        return new Sorted<>(this, List.of(Sorted.key("sortBy", key, order, type())));
    }

    /**
     * All records in the order of any comparator. A key by {@link #sortBy} is faster by far: here records are decoded
     * for each comparison, and the last merge is one task's work. A comparator that contradicts itself fails the job where
     * that shows.
     *
     * <pre>{@code
     * lines.sortWith(String::compareToIgnoreCase);
     * }</pre>
     */
    public Dataset<T> sortWith(Comparison<? super T> comparison) {
        Captures.check(comparison, "sortWith");
        Types.check("sortWith", "record", type());
        return with(new PlanNode.SortWith("sortWith", node, (Comparison<Object>) comparison));
    }

    /**
     * The {@code count} records with the greatest keys, greatest first. Up to 10,000 of them, each task keeps and sends no
     * more than so many; for more, everything is sorted.
     *
     * <pre>{@code
     * purchases.top(10, Purchase::price).collect();
     * }</pre>
     */
    public <K extends Comparable<? super K>> Dataset<T> top(long count, Fn1<? super T, ? extends K> key) {
        return sortBy(key, Order.DESCENDING).limit(count);
    }

    /**
     * The first {@code count} records; in their order if they are sorted, else any. Upstream stops early. Each task sends no
     * more than so many, and one task takes those of all.
     *
     * <pre>{@code
     * lines.limit(5).forEach(System.out::println);
     * }</pre>
     *
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public Dataset<T> limit(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("limit must not be negative, got " + count);
        }
        return with(new PlanNode.Limit("limit", node, count));
    }

    /**
     * The name by which plans, reports and messages call the last operator.
     *
     * <pre>{@code
     * purchases.map(Purchase::price).named("prices").explain();
     * }</pre>
     */
    public Dataset<T> named(String name) {
        return with(Names.rename(node, Objects.requireNonNull(name, "name")));
    }

    // ---- actions

    /**
     * All records, in order if they are sorted. They must fit this process; {@link #iterator} streams them.
     *
     * <pre>{@code
     * List<Purchase> dear = purchases.filter(p -> p.price() > 1_000).collect();
     * }</pre>
     */
    public List<T> collect() {
        List<T> records = new ArrayList<>();
        try (Records<T> results = iterator()) {
            results.forEachRemaining(records::add);
        }
        return records;
    }

    /**
     * All records, a few at a time: whoever reads slowly slows the reading of the results. The caller closes it.
     *
     * <pre>{@code
     * try (Records<Purchase> records = purchases.sortBy(Purchase::date).iterator()) {
     *     while (records.hasNext()) {
     *         System.out.println(records.next());
     *     }
     * }
     * }</pre>
     */
    public Records<T> iterator() {
        Types.check("collect", "record", type());
        LogicalPlan plan = SideOutputs.withDeadLetters(plan());
        Records<?> records = session.run(plan).records();
        return plan.root() == node ? (Records<T>) records : new UntaggedRecords<>(records);
    }

    /**
     * Hands each record to {@code action}, in this process and by the calling thread. What it throws, if checked, is wrapped
     * as kind {@code USER_CODE}, and the rest is not read.
     *
     * <pre>{@code
     * purchases.top(20, Purchase::price).forEach(System.out::println);
     * }</pre>
     */
    public void forEach(Action<? super T> action) {
        try (Records<T> results = iterator()) {
            while (results.hasNext()) {
                action.accept(results.next());
            }
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new DataflowException(
                    FailureKind.USER_CODE, "forEach: the action threw " + failure + " in the calling process", failure);
        }
    }

    /**
     * Whether there is no record. Stops at the first.
     *
     * <pre>{@code
     * if (purchases.antiJoin(customers).on(Purchase::customer, Customer::id).isEmpty()) {
     *     System.out.println("all customers are known");
     * }
     * }</pre>
     */
    public boolean isEmpty() {
        return first().isEmpty();
    }

    /**
     * All records as a value that functions can use: a small dataset, for lookups. See {@link Session#broadcast}. Collects
     * them in this process first. More than {@link Broadcast#MAX_BYTES} encoded are refused with kind {@code INVALID_PLAN}:
     * join those.
     *
     * <pre>{@code
     * Broadcast<List<Customer>> all = customers.broadcast();
     * purchases.filter(p -> all.value().stream().anyMatch(c -> c.id() == p.customer()));
     * }</pre>
     */
    public Broadcast<List<T>> broadcast() {
        return Broadcast.of(collect(), ValueType.of(List.class, type()));
    }

    /**
     * How many records there are. Each task sends one number.
     *
     * <pre>{@code
     * long large = purchases.filter(p -> p.price() > 100).count();
     * }</pre>
     */
    public long count() {
        return aggregate(Aggregators.count());
    }

    /**
     * The first record of a sorted dataset, else any; empty if there is none.
     *
     * <pre>{@code
     * Optional<Purchase> earliest = purchases.sortBy(Purchase::date).first();
     * }</pre>
     */
    public Optional<T> first() {
        return take(1).stream().findFirst();
    }

    /**
     * At most {@code count} records: the first of a sorted dataset, else any. See {@link #limit} for what it costs.
     *
     * <pre>{@code
     * List<String> some = lines.take(5);
     * }</pre>
     */
    public List<T> take(long count) {
        return limit(count).collect();
    }

    /**
     * All records combined two at a time, by an associative and commutative function; empty if there is none. Each task
     * sends one record.
     *
     * <pre>{@code
     * Optional<Double> greatest = purchases.map(Purchase::price).reduce(Math::max);
     * }</pre>
     */
    public Optional<T> reduce(Fn2<? super T, ? super T, ? extends T> combine) {
        Aggregator<T, ?, T> aggregator = Aggregators.reduce(type(), combine);
        return this.<T>aggregated(aggregator, false).collect().stream().findFirst();
    }

    /**
     * All records to one result. Fails for no records when the aggregator has no result for that. Each task sends one
     * accumulator, and one task merges them.
     *
     * <pre>{@code
     * double average = purchases.aggregate(average(Purchase::price));
     * Optional<Double> least = purchases.aggregate(optional(min(Purchase::price)));      // none of no records
     * }</pre>
     */
    public <R> R aggregate(Aggregator<? super T, ?, R> aggregator) {
        return this.<R>aggregated(aggregator, true).collect().get(0);
    }

    /**
     * Writes all records, visible at once when all are written, or not at all. Each task stages a file, or whatever the sink
     * has, and one commits all. What the sink is sure to refuse, such as a folder that is not empty, is refused with kind
     * {@code INVALID_PLAN} before any work.
     *
     * <pre>{@code
     * Job job = purchases.write(TextFiles.into(folder.resolve("purchases")));
     * System.out.println(job.report().elapsed());
     * }</pre>
     */
    public Job write(Sink<? super T> sink) {
        Job job = submit(sink);
        job.await();
        return job;
    }

    /**
     * Starts writing all records and returns at once. {@link Job#await()} throws what goes wrong from then on.
     *
     * <pre>{@code
     * Job job = purchases.submit(TextFiles.into(folder.resolve("purchases")));
     * if (!job.await(Duration.ofMinutes(10))) {
     *     job.cancel();
     * }
     * }</pre>
     */
    public Job submit(Sink<? super T> sink) {
        return submit(sink, JobOptions.defaults());
    }

    /**
     * As {@link #submit(Sink)}, with a weight beside other jobs, or with deadlines.
     *
     * <pre>{@code
     * JobOptions nightly = JobOptions.defaults().deadline(Duration.ofHours(2));
     * Job job = purchases.submit(TextFiles.into(folder.resolve("purchases")), nightly);
     * }</pre>
     */
    public Job submit(Sink<? super T> sink, JobOptions options) {
        Captures.check(sink, "write");
        LogicalPlan plan = new LogicalPlan(new PlanNode.Write("write", node, (Sink<Object>) sink.forType(type())));
        return session.run(SideOutputs.withDeadLetters(plan), options);
    }

    /**
     * The stages in which the session would run this, as text. Runs nothing; sources are asked for their splits.
     *
     * <pre>{@code
     * System.out.println(purchases.join(customers).on(Purchase::customer, Customer::id).explain());
     * }</pre>
     */
    public String explain() {
        return session.explain(plan());
    }

    <R> Dataset<R> aggregated(Aggregator<? super T, ?, R> aggregator, boolean resultOfNone) {
        Captures.check(aggregator, "aggregate");
        Types.check("aggregate", "accumulator", aggregator.accumulatorType(type()));
        return with(new PlanNode.Aggregate(
                aggregator.toString(),
                node,
                (Aggregator<Object, Object, Object>) aggregator,
                resultOfNone,
                aggregator.resultType(type())));
    }

    private <R> Dataset<R> with(PlanNode next) {
        return new Dataset<>(session, next);
    }
}
