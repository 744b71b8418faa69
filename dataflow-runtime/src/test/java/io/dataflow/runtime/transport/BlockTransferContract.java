package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleStore;
import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.shuffle.file.DiskSpillDirectory;
import io.dataflow.shuffle.file.EncryptedSpillDirectory;
import io.dataflow.shuffle.file.MemorySpillDirectory;
import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Blocks from a server to readers, over either transport. */
@Timeout(60)
abstract class BlockTransferContract {
    static final Selection ALL = new Selection.Partitions(0, 1);
    private static final long WINDOW_BYTES = 64 << 10;

    private final ShuffleStore store = new ShuffleStore();
    private final ExecutorService reads = new NamedThreads("reads").pool(3, 10_000);
    private final MemoryPool pool = new MemoryPool(64 << 20);
    private final MemoryBudget sending = pool.budget("sent", 1 << 20);
    private final MemoryBudget receiving = pool.budget("fetched", 32 << 20);
    private final BlockServer server = new BlockServer(store, reads, sending);
    private Transport serving;
    private Transport connecting;
    private RemoteBlockFetcher fetcher;
    private String address;

    abstract Transport openServing();

    abstract Transport openConnecting(Transport other);

    /** Whether blocks go from their files to the network without being read. */
    abstract boolean sendsStored();

    @BeforeEach
    void open() throws IOException {
        serving = openServing();
        connecting = openConnecting(serving);
        fetcher = new RemoteBlockFetcher(connecting, receiving, WINDOW_BYTES, 20_000);
        address = serving.listen("127.0.0.1:0", server).address();
    }

    @AfterEach
    void close() throws InterruptedException {
        fetcher.close();
        connecting.close();
        serving.close();
        reads.shutdown();
        assertThat(reads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(server.openStreams()).isZero();
        assertThat(pool.reservedBytes()).isZero();
        store.close();
    }

    RemoteBlockFetcher fetcher() {
        return fetcher;
    }

    String address() {
        return address;
    }

    static OutputId id(int task) {
        return new OutputId("job", 1, task, 0);
    }

    OutputLocation location(int task) {
        return new OutputLocation(address, id(task), 1, 1, 1, 1);
    }

    ListedOutput publish(int task, List<byte[]> blocks) {
        ListedOutput output = new ListedOutput(blocks);
        store.publish(id(task), output);
        return output;
    }

    /** {@code count} blocks of some 10 KiB. */
    static List<byte[]> tenKilobyteBlocks(int count) {
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(Blocks.encoded(List.of("key" + i), 10 << 10));
        }
        return blocks;
    }

    @Seeds(10)
    void many_streams_share_one_connection_and_none_gets_anothers_blocks(Random random) throws Exception {
        List<List<byte[]>> outputs = new ArrayList<>();
        List<Callable<List<String>>> readers = new ArrayList<>();
        for (int task = 0; task < 60; task++) {
            OutputLocation location = location(task);
            outputs.add(Blocks.random(random, "task" + task));
            publish(task, outputs.get(task));
            readers.add(() -> Blocks.keys(fetcher.fetch(location, ALL)));
        }
        ExecutorService threads = new NamedThreads("reader").pool(6, 100);

        List<Future<List<String>>> results = threads.invokeAll(readers);

        for (int task = 0; task < outputs.size(); task++) {
            assertThat(results.get(task).get()).isEqualTo(Blocks.keys(outputs.get(task)));
        }
        assertThat(fetcher.openConnections()).isEqualTo(1);
        threads.shutdown();
    }

    @Seeds(3)
    void partitions_of_a_written_output_come_as_they_were_written(Random random) throws Exception {
        MemoryPool pool = new MemoryPool(64 << 20);
        int partitions = 5;
        List<List<String>> written = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            written.add(new ArrayList<>());
        }
        try (MemoryBudget budget = pool.budget("task", 600 << 10);
                MemoryBudget kept = pool.budget("store", 1)) {
            try (PartitionedWriter writer =
                    new PartitionedWriter(partitions, budget, kept, new MemorySpillDirectory(), "output")) {
                for (int i = 0; i < 20_000; i++) {
                    int partition = random.nextInt(partitions);
                    String key = "key" + i;
                    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
                    byte[] value = new byte[random.nextInt(200)];
                    writer.write(partition, bytes, 0, bytes.length, value, 0, value.length);
                    written.get(partition).add(key);
                }
                ShuffleOutput output = writer.commit();
                store.publish(id(1), output);
            }

            for (int p = 0; p < partitions; p++) {
                BlockReader reader = fetcher.fetch(location(1), new Selection.Partitions(p, p + 1));
                assertThat(Blocks.keys(reader)).isEqualTo(written.get(p));
            }
            store.withdraw(id(1));
        }
    }

    @Test
    void a_slow_reader_holds_up_only_its_own_stream() throws Exception {
        ListedOutput slow = publish(1, tenKilobyteBlocks(500));
        publish(2, tenKilobyteBlocks(500));
        BlockReader slowReader = fetcher.fetch(location(1), ALL);

        List<String> fast = Blocks.keys(fetcher.fetch(location(2), ALL));

        assertThat(fast).hasSize(500);
        assertThat(slow.readBytes()).isLessThanOrEqualTo(WINDOW_BYTES + (11 << 10));
        assertThat(Blocks.keys(slowReader)).hasSize(500);
    }

    @Test
    void what_comes_ahead_of_readers_is_leased_before_and_no_more_than_there_is_memory_for() throws Exception {
        long limitBytes = 1 << 20;
        List<ListedOutput> outputs = new ArrayList<>();
        List<BlockReader> readers = new ArrayList<>();
        MemoryBudget little = pool.budget("little", limitBytes);
        try (RemoteBlockFetcher tight = new RemoteBlockFetcher(connecting, little, WINDOW_BYTES, 20_000)) {
            for (int task = 0; task < 30; task++) {
                outputs.add(publish(task, tenKilobyteBlocks(100)));
                readers.add(tight.fetch(location(task), ALL));
            }
            assertThat(little.reservedBytes()).isBetween(2 * WINDOW_BYTES, limitBytes);

            // The other streams stand still while this one is read, over the same connection.
            BlockReader last = readers.remove(29);
            assertThat(Blocks.keys(last)).hasSize(100);

            long ahead = outputs.subList(0, 29).stream()
                    .mapToLong(ListedOutput::readBytes)
                    .sum();
            assertThat(ahead).isBetween(1L, little.reservedBytes());
            for (BlockReader reader : readers) {
                assertThat(Blocks.keys(reader)).hasSize(100);
            }
        }
        little.close();
    }

    @Test
    void without_memory_each_block_comes_when_its_reader_waits_for_it() throws Exception {
        try (MemoryBudget none = pool.budget("none", 0);
                RemoteBlockFetcher patient = new RemoteBlockFetcher(connecting, none, WINDOW_BYTES, 20_000)) {
            ListedOutput idle = publish(1, tenKilobyteBlocks(100));
            publish(2, tenKilobyteBlocks(100));
            BlockReader waiting = patient.fetch(location(1), ALL);

            assertThat(Blocks.keys(patient.fetch(location(2), ALL))).hasSize(100);
            assertThat(idle.readBytes()).isZero();
            assertThat(waiting.next()).isNotNull();
            assertThat(idle.readBytes()).isEqualTo(tenKilobyteBlocks(1).get(0).length);
            waiting.close();
        }
    }

    @Test
    void a_long_block_does_not_come_before_its_reader_waits_for_it() throws Exception {
        List<byte[]> blocks = List.of(
                Blocks.encoded(List.of("short"), 1_000),
                Blocks.encoded(List.of("long"), 3 << 20),
                Blocks.encoded(List.of("last"), 1_000));
        ListedOutput output = publish(1, blocks);
        publish(2, tenKilobyteBlocks(100));
        BlockReader reader = fetcher.fetch(location(1), ALL);

        assertThat(reader.next()).isNotNull();
        assertThat(Blocks.keys(fetcher.fetch(location(2), ALL))).hasSize(100);

        assertThat(output.readBytes()).isEqualTo(blocks.get(0).length);
        assertThat(Blocks.keys(reader)).containsExactly("long", "last");
    }

    @Test
    void a_server_without_memory_sends_one_block_after_the_other() throws Exception {
        try (MemoryBudget none = pool.budget("none", 0)) {
            String slow = serving.listen("127.0.0.1:0", new BlockServer(store, reads, none))
                    .address();
            List<Future<List<String>>> results = new ArrayList<>();
            ExecutorService threads = new NamedThreads("reader").pool(6, 100);
            for (int task = 0; task < 6; task++) {
                publish(task, tenKilobyteBlocks(100));
                OutputLocation location = new OutputLocation(slow, id(task), 1, 1, 1, 1);
                results.add(threads.submit(() -> Blocks.keys(fetcher.fetch(location, ALL))));
            }

            for (Future<List<String>> result : results) {
                assertThat(result.get()).hasSize(100);
            }
            threads.shutdown();
        }
    }

    /** From their files as they are, or read and sent, as transport and folder have it. */
    @Test
    void blocks_in_files_come_as_they_were_written_and_their_files_are_closed(@TempDir Path folder) throws Exception {
        SpillDirectory disk = new DiskSpillDirectory(folder);
        for (SpillDirectory directory : List.of(disk, new EncryptedSpillDirectory(disk, new SecureRandom()))) {
            CountedFiles files = new CountedFiles(directory);
            List<String> written = publishFile(files, 3);

            assertThat(Blocks.keys(fetcher.fetch(location(3), ALL))).isEqualTo(written);
            files.awaitAllClosed();
            assertThat(files.filesHandedOut() > 0).isEqualTo(sendsStored() && directory == disk);

            // One that leaves early, one whose output is withdrawn meanwhile, one whose connection breaks.
            BlockReader leaving = fetcher.fetch(location(3), ALL);
            assertThat(leaving.next()).isNotNull();
            leaving.close();
            files.awaitAllClosed();
            BlockReader deprived = fetcher.fetch(location(3), ALL);
            assertThat(deprived.next()).isNotNull();
            store.withdraw(id(3));
            try {
                assertThat(written).containsAll(Blocks.keys(deprived));
            } catch (FetchException withdrawn) {
                assertThat(withdrawn).hasMessageContaining("withdrawn");
            }
            files.awaitAllClosed();
            publishFile(files, 4);
            BlockReader broken = fetcher.fetch(location(4), ALL);
            assertThat(broken.next()).isNotNull();
            fetcher.close();
            files.awaitAllClosed();
            broken.close();
            store.withdraw(id(4));
            fetcher = new RemoteBlockFetcher(connecting, receiving, WINDOW_BYTES, 20_000);
        }
    }

    /** Two megabytes that do not compress, in blocks that are worth to be sent from the file. */
    private List<String> publishFile(SpillDirectory files, int task) throws IOException {
        Random random = new Random(7);
        List<String> keys = new ArrayList<>();
        try (MemoryBudget budget = pool.budget("task", 4 << 20);
                MemoryBudget kept = pool.budget("store", 0);
                PartitionedWriter writer = new PartitionedWriter(1, budget, kept, files, "output-" + task)) {
            byte[] value = new byte[10_000];
            for (int i = 0; i < 200; i++) {
                random.nextBytes(value);
                byte[] key = ("key" + i).getBytes(StandardCharsets.UTF_8);
                writer.write(0, key, 0, key.length, value, 0, value.length);
                keys.add("key" + i);
            }
            store.publish(id(task), writer.commit());
        }
        return keys;
    }

    @Test
    void a_block_larger_than_the_window_comes_through() throws Exception {
        List<byte[]> blocks = List.of(
                Blocks.encoded(List.of("a"), 3 << 20),
                Blocks.encoded(List.of("b"), 10),
                Blocks.encoded(List.of("c"), 1 << 20));
        publish(1, blocks);

        assertThat(Blocks.keys(fetcher.fetch(location(1), ALL))).containsExactly("a", "b", "c");
    }

    @Test
    void an_empty_output_ends_at_once() throws Exception {
        publish(1, List.of());

        try (BlockReader reader = fetcher.fetch(location(1), ALL)) {
            assertThat(reader.next()).isNull();
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void a_range_of_keys_is_cut_out_of_the_blocks_that_overlap_it() throws Exception {
        publish(
                1,
                List.of(
                        Blocks.encoded(List.of("a", "b", "c"), 5),
                        Blocks.encoded(List.of("d", "e"), 5),
                        Blocks.encoded(List.of("f", "g"), 5)));
        Selection range =
                new Selection.KeyRange(0, "b".getBytes(StandardCharsets.UTF_8), "g".getBytes(StandardCharsets.UTF_8));

        assertThat(Blocks.keys(fetcher.fetch(location(1), range))).containsExactly("b", "c", "d", "e", "f");
    }

    @Test
    void an_output_that_is_not_there_is_named() throws Exception {
        try (BlockReader reader = fetcher.fetch(location(7), ALL)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            FetchException.class, e -> assertThat(e.location()).isEqualTo(location(7)))
                    .hasMessageContaining("task 7")
                    .hasMessageContaining(address)
                    .hasMessageContaining("not here");
        }
    }

    @Test
    void a_failing_read_is_told_to_the_reader() throws Exception {
        ListedOutput failing = new ListedOutput(List.of(), new IOException("the disk is gone"));
        store.publish(id(1), failing);

        try (BlockReader reader = fetcher.fetch(location(1), ALL)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("the disk is gone");
        }
        failing.awaitClosedReader();
    }

    @Test
    void an_altered_block_is_found_and_its_output_named() throws Exception {
        List<byte[]> blocks = tenKilobyteBlocks(3);
        blocks.get(1)[5_000] ^= 4;
        ListedOutput output = publish(1, blocks);

        try (BlockReader reader = fetcher.fetch(location(1), ALL)) {
            assertThat(reader.next()).isNotNull();
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            FetchException.class, e -> assertThat(e.location()).isEqualTo(location(1)))
                    .hasCauseInstanceOf(CorruptBlockException.class);
        }
        output.awaitClosedReader();
    }

    @Test
    void closing_a_reader_early_ends_the_stream_at_the_server() throws Exception {
        ListedOutput output = publish(1, tenKilobyteBlocks(500));
        BlockReader reader = fetcher.fetch(location(1), ALL);
        assertThat(reader.next()).isNotNull();

        reader.close();

        output.awaitClosedReader();
        assertThat(output.readBytes()).isLessThan(2 * WINDOW_BYTES);
        assertThatThrownBy(reader::next).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThat(fetcher.openConnections()).isEqualTo(1);
    }

    @Test
    void closing_the_fetcher_ends_all_streams_at_both_sides() throws Exception {
        ListedOutput output = publish(1, tenKilobyteBlocks(500));
        BlockReader reader = fetcher.fetch(location(1), ALL);
        assertThat(reader.next()).isNotNull();

        fetcher.close();

        output.awaitClosedReader();
        assertThatThrownBy(() -> Blocks.keys(reader)).isInstanceOf(FetchException.class);
        assertThatThrownBy(() -> fetcher.fetch(location(1), ALL))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("closing");
    }

    @Test
    void a_server_that_goes_away_fails_the_stream_and_the_next_fetch_connects_anew() throws Exception {
        ListedOutput output = publish(1, tenKilobyteBlocks(500));
        BlockReader reader = fetcher.fetch(location(1), ALL);
        assertThat(reader.next()).isNotNull();

        serving.close();

        assertThatThrownBy(() -> Blocks.keys(reader))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.location()).isEqualTo(location(1)));
        output.awaitClosedReader();
        assertThatThrownBy(() -> fetcher.fetch(location(1), ALL)).isInstanceOf(FetchException.class);
        restart();
        assertThat(Blocks.keys(fetcher.fetch(location(1), ALL))).hasSize(500);
    }

    /** Another server at the address of the first. */
    private void restart() throws IOException {
        fetcher.close();
        connecting.close();
        serving = openServing();
        connecting = openConnecting(serving);
        fetcher = new RemoteBlockFetcher(connecting, receiving, WINDOW_BYTES, 20_000);
        assertThat(serving.listen(address, server).address()).isEqualTo(address);
    }

    @Test
    void an_interrupt_ends_the_wait_for_a_block() throws Exception {
        String silent = serving.listen("127.0.0.1:0", new Recorder()).address();
        BlockReader reader = fetcher.fetch(new OutputLocation(silent, id(1), 1, 1, 1, 1), ALL);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiting = NamedThreads.single("waiting", () -> {
            try {
                Blocks.keys(reader);
            } catch (IOException e) {
                thrown.complete(Thread.currentThread().isInterrupted() ? e : new AssertionError("flag lost", e));
            }
        });
        waiting.start();

        waiting.interrupt();

        assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void a_silent_server_is_given_up_with_its_connection() throws Exception {
        String silent = serving.listen("127.0.0.1:0", new Recorder()).address();
        try (RemoteBlockFetcher impatient = new RemoteBlockFetcher(connecting, receiving, WINDOW_BYTES, 30);
                BlockReader reader = impatient.fetch(new OutputLocation(silent, id(1), 1, 1, 1, 1), ALL)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("nothing has arrived for 30 ms");
            assertThat(impatient.openConnections()).isZero();
        }
    }

    @Test
    void a_server_that_sends_without_credit_is_not_heard() throws Exception {
        byte[] block = Blocks.encoded(List.of("a"), 50_000);
        List<Long> streams = Collections.synchronizedList(new ArrayList<>());
        ConnectionHandler flooding = new ConnectionHandler() {
            @Override
            public void onMessage(Connection connection, Message message) {
                if (message instanceof Message.FetchRequest request) {
                    streams.add(request.stream());
                    for (int i = 0; streams.size() == 2 && i < 100; i++) {
                        connection.send(new Message.BlockFrame(streams.get(0), block));
                    }
                }
            }

            @Override
            public void onClosed(Connection connection, @Nullable Throwable cause) {}
        };
        OutputLocation first =
                new OutputLocation(serving.listen("127.0.0.1:0", flooding).address(), id(1), 1, 1, 1, 1);

        // Whoever reads nothing grants nothing, so the second block beyond the window is one too many. The
        // flood waits until both streams share the connection, and is for the one that nobody reads meanwhile.
        try (BlockReader flooded = fetcher.fetch(first, ALL);
                BlockReader beside = fetcher.fetch(new OutputLocation(first.address(), id(2), 1, 1, 1, 1), ALL)) {
            assertThatThrownBy(beside::next).isInstanceOf(FetchException.class);
            assertThatThrownBy(() -> Blocks.keys(flooded)).isInstanceOf(FetchException.class);
        }
    }

    @Test
    void an_address_where_nobody_serves_is_a_failed_fetch() throws Exception {
        Transport.Listener listener = serving.listen("127.0.0.1:0", server);
        listener.close();
        OutputLocation nowhere = new OutputLocation(listener.address(), id(1), 1, 1, 1, 1);

        assertThatThrownBy(() -> fetcher.fetch(nowhere, ALL))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.location()).isEqualTo(nowhere))
                .hasMessageContaining("Cannot connect to " + listener.address());
        assertThat(fetcher.openConnections()).isZero();
    }

    @Test
    void a_server_without_room_for_reads_says_so() throws Exception {
        publish(1, tenKilobyteBlocks(1));
        BlockServer full = new BlockServer(
                store,
                work -> {
                    throw new RejectedExecutionException("full");
                },
                sending);
        String fullAddress = serving.listen("127.0.0.1:0", full).address();

        try (BlockReader reader = fetcher.fetch(new OutputLocation(fullAddress, id(1), 1, 1, 1, 1), ALL)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("too many reads waiting");
        }
        assertThat(full.openStreams()).isZero();
    }

    @Test
    void more_streams_than_a_connection_may_have_are_refused() throws Exception {
        publish(1, tenKilobyteBlocks(100));
        List<BlockReader> readers = new ArrayList<>();
        for (int i = 0; i < 1024; i++) {
            readers.add(fetcher.fetch(location(1), ALL));
        }
        for (BlockReader reader : readers) {
            assertThat(reader.next()).isNotNull();
        }

        try (BlockReader tooMany = fetcher.fetch(location(1), ALL)) {
            assertThatThrownBy(tooMany::next).isInstanceOf(FetchException.class).hasMessageContaining("1024 streams");
        }
        readers.forEach(BlockReader::close);
    }

    @Test
    void a_message_that_no_reader_sends_ends_the_connection() throws Exception {
        Recorder client = new Recorder();

        connecting.connect(address, client).send(new Message.ReleaseJob("job"));

        assertThat(client.closed()).isEmpty();
    }

    @Seeds(5)
    void readers_that_leave_at_any_time_leave_nothing_behind(Random random) throws Exception {
        publish(1, tenKilobyteBlocks(50));
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random own = new Random(random.nextLong());
            threads.add(NamedThreads.single("leaving-" + t, () -> {
                try {
                    for (int i = 0; i < 50; i++) {
                        readSome(own);
                    }
                } catch (IOException | RuntimeException | Error e) {
                    failures.add(e);
                }
            }));
        }

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
    }

    private void readSome(Random random) throws IOException {
        int count = random.nextInt(60);
        try (BlockReader reader = fetcher.fetch(location(1), ALL)) {
            for (int i = 0; i < count; i++) {
                assertThat(reader.next() == null).isEqualTo(i >= 50);
            }
        }
    }
}
