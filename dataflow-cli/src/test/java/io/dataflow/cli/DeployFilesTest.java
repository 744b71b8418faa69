package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Units, image and manifests, as far as they can be checked without what they are for. */
class DeployFilesTest {
    private static final Path ROOT =
            Path.of(System.getProperty("dataflow.root", "..")).toAbsolutePath();
    private static final Path DEPLOY = ROOT.resolve("dataflow-cli/src/main/deploy");
    private static final Pattern OWN_VARIABLE = Pattern.compile("\\bDATAFLOW_[A-Z_]+\\b");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"coordinator", "worker"})
    void a_manifest_is_a_headless_service_and_the_pods_behind_it(String part) throws IOException {
        List<Node> documents = yaml("kubernetes/" + part + ".yaml");
        Node service = documents.get(0);
        Node set = documents.get(1);
        Node pod = set.at("spec.template.spec");
        Node container = pod.at("containers").list().get(0);

        assertThat(documents).hasSize(2).allSatisfy(document -> {
            assertThat(document.at("metadata.name").text()).isEqualTo("dataflow-" + part);
            assertThat(document.at("metadata.labels").map())
                    .containsAllEntriesOf(set.at("spec.selector.matchLabels").map());
        });
        assertThat(service.at("kind").text()).isEqualTo("Service");
        assertThat(service.at("spec.clusterIP").text()).isEqualTo("None");
        assertThat(set.at("kind").text()).isEqualTo("StatefulSet");
        assertThat(set.at("apiVersion").text()).isEqualTo("apps/v1");
        assertThat(set.at("spec.serviceName").text()).isEqualTo("dataflow-" + part);
        assertThat(set.at("spec.template.metadata.labels").map())
                .isEqualTo(set.at("spec.selector.matchLabels").map())
                .isEqualTo(service.at("spec.selector").map());
        assertThat(pod.at("enableServiceLinks").value()).isEqualTo(false);
        assertThat((Integer) pod.at("terminationGracePeriodSeconds").value()).isGreaterThanOrEqualTo(30);
        assertThat(container.at("image").text()).isNotEmpty();
        assertThat(container.at("ports").list().get(0).at("containerPort").value())
                .isEqualTo(service.at("spec.ports").list().get(0).at("port").value());
        assertThat(container.at("livenessProbe.tcpSocket.port").text())
                .isEqualTo(container.at("ports").list().get(0).at("name").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"coordinator", "worker"})
    void the_options_of_a_manifest_are_those_of_the_command(String part) throws IOException {
        Node set = yaml("kubernetes/" + part + ".yaml").get(1);
        Node pod = set.at("spec.template.spec");
        Node container = pod.at("containers").list().get(0);
        List<String> arguments =
                container.at("args").list().stream().map(Node::text).toList();
        Map<String, String> options = new LinkedHashMap<>();
        arguments.stream().skip(1).forEach(option -> {
            String[] parts = option.split("=", 2);
            options.put(parts[0], parts[1]);
        });

        parse(arguments);

        assertThat(arguments.get(0)).isEqualTo(part);
        assertThat(container.at("readinessProbe.exec.command").list().stream().map(Node::text))
                .containsExactly("test", "-f", options.get("--ready-file"));
        assertThat(options.get("--bind"))
                .endsWith(":"
                        + container
                                .at("ports")
                                .list()
                                .get(0)
                                .at("containerPort")
                                .value());
        Set<String> mounts = Set.copyOf(container.at("volumeMounts").list().stream()
                .map(mount -> mount.at("mountPath").text())
                .toList());
        for (String option : List.of("--ready-file", "--secret-file")) {
            assertThat(mounts)
                    .contains(String.valueOf(Path.of(options.get(option)).getParent()));
        }
        assertThat(mounts).contains(options.getOrDefault("--spill-dir", "/tmp"));
        assertThat(container.at("volumeMounts").list().stream()
                        .map(mount -> mount.at("name").text()))
                .containsExactlyInAnyOrderElementsOf(volumes(set));
        if (options.containsKey("--coordinator")) {
            assertThat(options.get("--coordinator")).isEqualTo("dataflow-coordinator:7070");
        }
    }

    /** Those that go with the pod, and those that stay. */
    private static List<String> volumes(Node set) {
        List<String> names = new ArrayList<>();
        set.at("spec.template.spec.volumes")
                .list()
                .forEach(volume -> names.add(volume.at("name").text()));
        names.addAll(lastingVolumes(set));
        return names;
    }

    private static List<String> lastingVolumes(Node set) {
        return set.at("spec").map().containsKey("volumeClaimTemplates")
                ? set.at("spec.volumeClaimTemplates").list().stream()
                        .map(claim -> claim.at("metadata.name").text())
                        .toList()
                : List.of();
    }

    @Test
    void the_journal_of_a_coordinator_outlives_its_pod() throws IOException {
        Node set = yaml("kubernetes/coordinator.yaml").get(1);
        Node container = set.at("spec.template.spec.containers").list().get(0);
        String journal = container.at("args").list().stream()
                .map(Node::text)
                .filter(argument -> argument.startsWith("--journal="))
                .findFirst()
                .orElseThrow()
                .substring("--journal=".length());

        // In a folder of its own: that of the volume belongs to somebody else.
        String mounted = String.valueOf(Path.of(journal).getParent());
        String volume = container.at("volumeMounts").list().stream()
                .filter(mount -> mount.at("mountPath").text().equals(mounted))
                .map(mount -> mount.at("name").text())
                .findFirst()
                .orElseThrow();
        assertThat(lastingVolumes(set)).containsExactly(volume);
        Node claim = set.at("spec.volumeClaimTemplates").list().get(0);
        assertThat(claim.at("spec.accessModes").list().stream().map(Node::text)).containsExactly("ReadWriteOnce");
        assertThat(claim.at("spec.resources.requests.storage").text()).matches("\\d+Gi");
        assertThat(set.at("spec.replicas").value()).isEqualTo(1);
    }

    @Test
    void the_journal_of_a_coordinator_outlives_its_unit_and_its_container() throws IOException {
        Map<String, String> unit = unit("coordinator");
        List<String> command = List.of(unit.get("Service.ExecStart").split(" ", -1));
        List<String> instructions = instructions(Files.readString(DEPLOY.resolve("container/Containerfile")));
        String volume = instructions.stream()
                .filter(line -> line.startsWith("VOLUME "))
                .findFirst()
                .orElseThrow()
                .substring("VOLUME ".length());

        assertThat(command.get(command.indexOf("--journal") + 1))
                .isEqualTo("/var/lib/" + unit.get("Service.StateDirectory") + "/journal");
        assertThat(unit.get("Service.StateDirectory"))
                .isNotEqualTo(unit("worker").get("Service.StateDirectory"));
        assertThat(unit.get("Service.Restart")).isEqualTo("on-failure");
        assertThat(instructions)
                .anyMatch(line ->
                        line.startsWith("ENV ") && line.contains("DATAFLOW_COORDINATOR_JOURNAL=" + volume + "/journal"))
                .anyMatch(line -> line.startsWith("RUN mkdir -p " + volume + " ")
                        && line.contains("chown 10001:10001 " + volume));
    }

    @Test
    void all_manifests_are_applied_together() throws IOException {
        List<String> resources = yaml("kubernetes/kustomization.yaml").get(0).at("resources").list().stream()
                .map(Node::text)
                .toList();

        assertThat(resources).containsExactly("coordinator.yaml", "worker.yaml");
    }

    @Test
    void the_image_has_what_the_manifests_use() throws IOException {
        String image = Files.readString(DEPLOY.resolve("container/Containerfile"));
        List<String> instructions = instructions(image);
        Node coordinator = yaml("kubernetes/coordinator.yaml").get(1);
        Node worker = yaml("kubernetes/worker.yaml").get(1);

        assertThat(instructions)
                .allMatch(line -> line.matches("(FROM|WORKDIR|COPY|RUN|ENV|VOLUME|USER|EXPOSE|ENTRYPOINT|CMD) .+"));
        assertThat(instructions).first().asString().startsWith("FROM ").endsWith(" AS build");
        assertThat(instructions).contains("ENTRYPOINT [\"/opt/dataflow/bin/dataflow\"]", "EXPOSE 7070 7071");
        for (Node set : List.of(coordinator, worker)) {
            assertThat(instructions)
                    .contains("USER "
                            + set.at("spec.template.spec.securityContext.runAsUser")
                                    .value());
        }
        assertThat(image).contains("cp bin/dataflow ", "-pl dataflow-cli ");
        assertThat(ROOT.resolve("bin/dataflow")).isExecutable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"coordinator", "worker"})
    void a_unit_runs_the_command_with_its_options(String part) throws IOException {
        Map<String, String> unit = unit(part);
        List<String> command = List.of(unit.get("Service.ExecStart").split(" ", -1));
        List<String> arguments = new ArrayList<>(command.subList(1, command.size()));
        int config = arguments.indexOf("--config") + 1;
        assertThat(arguments.get(config)).isEqualTo("/etc/dataflow/dataflow.properties");
        arguments.set(config, DEPLOY.resolve("systemd/dataflow.properties").toString());

        parse(arguments);

        assertThat(command.get(0)).isEqualTo("/opt/dataflow/bin/dataflow");
        assertThat(command.get(1)).isEqualTo(part);
        assertThat(arguments.get(arguments.indexOf("--ready-file") + 1))
                .isEqualTo("/run/" + unit.get("Service.RuntimeDirectory") + "/ready");
        assertThat(unit).containsKeys("Unit.Description", "Service.User", "Install.WantedBy");
        assertThat(unit.get("Service.SuccessExitStatus")).isEqualTo("143");
    }

    @Test
    void the_configuration_file_has_only_options_that_there_are() {
        String file = DEPLOY.resolve("systemd/dataflow.properties").toString();

        parse(List.of("coordinator", "--config", file));
        parse(List.of("worker", "--config", file));
        parse(List.of("jobs", "--config", file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"coordinator", "worker"})
    void systemd_has_no_objection_to_a_unit(String part) throws Exception {
        Path systemd = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(systemd), "there is no systemd-analyze");
        String unit = Files.readString(DEPLOY.resolve("systemd/dataflow-" + part + ".service"))
                .replace(
                        "/opt/dataflow/bin/dataflow",
                        ROOT.resolve("bin/dataflow").toString());
        Path copy = Files.writeString(folder.resolve("dataflow-" + part + ".service"), unit);

        Process verify = new ProcessBuilder(systemd.toString(), "verify", "--man=no", copy.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said.lines().filter(line -> line.contains("dataflow"))).isEmpty();
    }

    @Test
    void every_variable_that_is_named_is_read() throws IOException {
        Configuration configuration = (Configuration) commandLine().getDefaultValueProvider();
        for (String file : List.of(
                "container/Containerfile",
                "systemd/dataflow-coordinator.service",
                "systemd/dataflow-worker.service",
                "systemd/dataflow.properties")) {
            Matcher variables = OWN_VARIABLE.matcher(Files.readString(DEPLOY.resolve(file)));
            while (variables.find()) {
                assertThat(configuration.reads(variables.group()))
                        .as(file + ": " + variables.group())
                        .isTrue();
            }
        }
        assertThat(configuration.reads("DATAFLOW_NONSENSE")).isFalse();
    }

    @Test
    void an_option_that_there_is_not_would_be_noticed() {
        assertThatThrownBy(() -> parse(List.of("worker", "--coordinator=a:1", "--no-such-option=1")))
                .isInstanceOf(ParameterException.class);
    }

    private static void parse(List<String> arguments) {
        String[] all = arguments.toArray(String[]::new);
        commandLine(all).parseArgs(all);
    }

    private static CommandLine commandLine(String... arguments) {
        PrintWriter out = new PrintWriter(new StringWriter());
        Console console = new Console(InputStream.nullInputStream(), out, out, OptionalInt.empty());
        return Dataflow.commandLine(console, Map.of(), arguments);
    }

    /** Without comments, and with lines joined that end with a backslash. */
    private static List<String> instructions(String containerfile) {
        return containerfile
                .replaceAll("(?m)^#.*\\R", "")
                .replaceAll("\\\\\\R\\s*", "")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** Values by section and key. */
    private static Map<String, String> unit(String part) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        String section = "";
        for (String line : Files.readAllLines(DEPLOY.resolve("systemd/dataflow-" + part + ".service"))) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                assertThat(line).contains("=");
                values.put(section + "." + line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
        }
        return values;
    }

    private static List<Node> yaml(String file) throws IOException {
        Load load = new Load(LoadSettings.builder().setLabel(file).build());
        List<Node> documents = new ArrayList<>();
        load.loadAllFromString(Files.readString(DEPLOY.resolve(file)))
                .forEach(document -> documents.add(new Node(file, document)));
        return documents;
    }

    /** A value in a YAML file, with where it stands. */
    private record Node(String path, Object value) {
        Node at(String keys) {
            Node node = this;
            for (String key : keys.split("\\.", -1)) {
                Object child = node.map().get(key);
                assertThat(child).as(node.path + "." + key).isNotNull();
                node = new Node(node.path + "." + key, child);
            }
            return node;
        }

        String text() {
            return String.valueOf(value);
        }

        Map<?, ?> asMap() {
            return (Map<?, ?>) value;
        }

        Map<String, Object> map() {
            Map<String, Object> map = new LinkedHashMap<>();
            asMap().forEach((key, child) -> map.put(String.valueOf(key), child));
            return map;
        }

        List<Node> list() {
            return ((List<?>) value)
                    .stream().map(child -> new Node(path + "[]", child)).toList();
        }
    }
}
