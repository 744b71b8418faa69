package io.dataflow.cli.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the processes run: all on the loopback address, or each worker in a network namespace of its own, whose cable can be
 * pulled.
 *
 * @param memory of each worker, as {@code --memory} has it
 * @param smallDisk whether the spill folder of worker 0 is a small file system, in memory
 * @param networks whether workers have networks of their own
 * @param secretFile which they need then; a file with something in it
 */
record Machine(
        String memory, int heapMegabytes, boolean journal, boolean smallDisk, boolean networks, Path secretFile) {
    private static final String BRIDGE = "dataflow-br";
    private static final String SUBNET = "10.83.19.";

    /** More than any of the jobs spills by itself. */
    private static final String SMALL_DISK = "1g";

    private static final String LOSSY = "add table inet lossy;"
            + "add chain inet lossy in { type filter hook input priority 0; };"
            + "add rule inet lossy in numgen random mod 100 < 2 drop";

    /** A bridge, and a namespace with one end of a cable for each worker. */
    void open() throws IOException, InterruptedException {
        if (!networks) {
            return;
        }
        close();
        Shell.run("ip", "link", "add", BRIDGE, "type", "bridge");
        Shell.run("ip", "addr", "add", SUBNET + "1/24", "dev", BRIDGE);
        Shell.run("ip", "link", "set", BRIDGE, "up");
        for (int i = 0; i < Cluster.WORKERS; i++) {
            Shell.run("ip", "netns", "add", namespace(i));
            Shell.run("ip", "link", "add", cable(i), "type", "veth", "peer", "name", "eth0", "netns", namespace(i));
            Shell.run("ip", "link", "set", cable(i), "master", BRIDGE, "up");
            Shell.run("ip", "-n", namespace(i), "addr", "add", address(i) + "/24", "dev", "eth0");
            Shell.run("ip", "-n", namespace(i), "link", "set", "eth0", "up");
            Shell.run("ip", "-n", namespace(i), "link", "set", "lo", "up");
        }
    }

    void close() throws InterruptedException {
        if (!networks) {
            return;
        }
        for (int i = 0; i < Cluster.WORKERS; i++) {
            Shell.works("ip", "netns", "del", namespace(i));
            Shell.works("ip", "link", "del", cable(i));
        }
        Shell.works("ip", "link", "del", BRIDGE);
    }

    private static String namespace(int worker) {
        return "dataflow-w" + worker;
    }

    private static String cable(int worker) {
        return "dataflow-c" + worker;
    }

    private static String address(int worker) {
        return SUBNET + (10 + worker);
    }

    void cable(int worker, String state) throws IOException, InterruptedException {
        Shell.run("ip", "link", "set", cable(worker), state);
    }

    /** Whether the kernel can make a network slow and lossy. */
    boolean hasNetem() throws InterruptedException {
        boolean works = Shell.works("tc", "qdisc", "add", "dev", cable(0), "root", "netem", "delay", "1ms");
        return works && Shell.works("tc", "qdisc", "del", "dev", cable(0), "root");
    }

    void slow(int worker) throws IOException, InterruptedException {
        Shell.run("tc", "qdisc", "add", "dev", cable(worker), "root", "netem", "delay", "20ms", "10ms", "loss", "2%");
    }

    /** Whether a filter can drop packets at random, which needs another part of the kernel. */
    boolean hasFilter() throws InterruptedException {
        return Shell.works("nft", "--check", LOSSY);
    }

    void lossy(int worker) throws IOException, InterruptedException {
        Shell.run("ip", "netns", "exec", namespace(worker), "nft", LOSSY);
    }

    /** A link of 50 Mbit/s, with a queue that drops what would have to wait for more than 50 ms. */
    void narrow(int worker) throws IOException, InterruptedException {
        for (String[] end : ends(worker)) {
            Shell.run(join(end, "add", "tbf", "rate", "50mbit", "burst", "64kb", "latency", "50ms"));
        }
    }

    private static String[][] ends(int worker) {
        return new String[][] {
            {"tc", "qdisc", "VERB", "dev", cable(worker), "root"},
            {"tc", "-n", namespace(worker), "qdisc", "VERB", "dev", "eth0", "root"}
        };
    }

    private static String[] join(String[] end, String verb, String... more) {
        return Stream.concat(Arrays.stream(end).map(word -> word.equals("VERB") ? verb : word), Arrays.stream(more))
                .toArray(String[]::new);
    }

    /** Neither of two workers reaches the other, but both reach the coordinator. */
    void apart(int one, int other) throws IOException, InterruptedException {
        Shell.run("ip", "-n", namespace(one), "route", "add", "blackhole", address(other));
        Shell.run("ip", "-n", namespace(other), "route", "add", "blackhole", address(one));
    }

    void together(int one, int other) throws IOException, InterruptedException {
        Shell.run("ip", "-n", namespace(one), "route", "del", "blackhole", address(other));
        Shell.run("ip", "-n", namespace(other), "route", "del", "blackhole", address(one));
    }

    /** Takes back what makes the network of a worker bad. */
    void normal(int worker) throws InterruptedException {
        for (String[] end : ends(worker)) {
            Shell.works(join(end, "del"));
        }
        Shell.works("ip", "netns", "exec", namespace(worker), "nft", "delete table inet lossy");
    }

    /** What of it matters to those who compare runs. */
    String setting() {
        return memory + (journal ? " journal" : "") + (networks ? " networks" : "");
    }

    String coordinatorBind() {
        return (networks ? SUBNET + "1" : "127.0.0.1") + ":0";
    }

    String workerBind(int worker) {
        return (networks ? address(worker) : "127.0.0.1") + ":0";
    }

    List<String> workerPrefix(int worker) {
        return networks ? List.of("ip", "netns", "exec", namespace(worker)) : List.of();
    }

    List<String> secret() {
        return networks ? List.of("--secret-file", secretFile.toString()) : List.of();
    }

    /** Whether file systems can be mounted here. */
    static boolean canMount(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        boolean works = Shell.works("mount", "-t", "tmpfs", "-o", "size=" + SMALL_DISK, "tmpfs", folder.toString());
        return works && Shell.works("umount", folder.toString());
    }

    static void mount(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Shell.run("mount", "-t", "tmpfs", "-o", "size=" + SMALL_DISK, "tmpfs", folder.toString());
    }

    static void unmount(Path folder) throws InterruptedException {
        Shell.works("umount", folder.toString());
    }
}
