package io.dataflow.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Options that were not given on the command line: from the environment, or else from a file.
 *
 * <p>The option {@code --spill-dir} of {@code worker} is {@code DATAFLOW_WORKER_SPILL_DIR} or {@code DATAFLOW_SPILL_DIR} in the
 * environment, {@code worker.spill-dir} or {@code spill-dir} in the file; the one that names the command wins over the one that
 * does not. A key that no command knows is refused with the nearest one that there is.
 */
final class Configuration implements IDefaultValueProvider {
    private static final String PREFIX = "DATAFLOW_";
    private static final String FILE_OPTION = "--config";
    private static final String FILE_VARIABLE = PREFIX + "CONFIG";

    /** Read by {@code bin/dataflow}, or by nobody else than people. */
    private static final Set<String> OTHER_VARIABLES = Set.of(FILE_VARIABLE, PREFIX + "JAVA_OPTS", PREFIX + "HOME");

    /** What Kubernetes sets in every pod for each service, unless it is told not to. */
    private static final Pattern SERVICE_VARIABLE =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?)");

    private final Map<String, String> environment;
    private final Optional<Path> file;
    private final Set<String> keys;
    private @Nullable Map<String, Value> values;

    /** A value, and where it is from. */
    record Value(String text, String origin) {}

    private Configuration(Map<String, String> environment, Optional<Path> file, Set<String> keys) {
        this.environment = environment;
        this.file = file;
        this.keys = keys;
    }

    /** Makes the commands below {@code root} that have an option {@code --config} look here. */
    static void apply(CommandLine root, Map<String, String> environment, String... arguments) {
        Set<String> keys = new TreeSet<>();
        for (CommandLine command : root.getSubcommands().values()) {
            if (isConfigurable(command.getCommandSpec())) {
                for (OptionSpec option : command.getCommandSpec().options()) {
                    if (isConfigurable(option)) {
                        keys.add(name(option));
                        keys.add(command.getCommandName() + "." + name(option));
                    }
                }
            }
        }
        root.setDefaultValueProvider(new Configuration(environment, file(root, environment, arguments), keys));
    }

    /** The options are looked through before they are parsed, for which their defaults must be known. */
    private static Optional<Path> file(CommandLine root, Map<String, String> environment, String... arguments) {
        List<String> all = Arrays.asList(arguments);
        for (int i = 0; i < all.size(); i++) {
            CommandLine command = root.getSubcommands().get(all.get(i));
            if (command != null) {
                String named = fileOption(command, all.subList(i + 1, all.size()));
                if (named != null) {
                    return Optional.of(Path.of(named));
                }
                break;
            }
        }
        return Optional.ofNullable(environment.get(FILE_VARIABLE)).map(Path::of);
    }

    private static @Nullable String fileOption(CommandLine command, List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(FILE_OPTION + "=")) {
                return argument.substring(FILE_OPTION.length() + 1);
            }
            OptionSpec option =
                    argument.startsWith("-") ? command.getCommandSpec().findOption(argument) : null;
            boolean valueFollows = option != null && option.arity().max() > 0 && i + 1 < arguments.size();
            if (valueFollows && argument.equals(FILE_OPTION)) {
                return arguments.get(i + 1);
            }
            if (valueFollows) {
                i++;
            } else if (!argument.startsWith("-") && command.isStopAtPositional()) {
                // What follows is for somebody else.
                return null;
            }
        }
        return null;
    }

    private static boolean isConfigurable(CommandSpec command) {
        return command.findOption(FILE_OPTION) != null;
    }

    private static boolean isConfigurable(OptionSpec option) {
        return !option.hidden()
                && option.arity().max() > 0
                && !option.longestName().equals(FILE_OPTION);
    }

    private static String name(OptionSpec option) {
        return option.longestName().substring("--".length());
    }

    private static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        Value value = find(argument);
        return value == null ? null : value.text();
    }

    /** Where the value is from with which an argument was refused; null when it was given on the command line. */
    @Nullable
    String origin(ArgSpec argument, @Nullable String refused) {
        Value value = find(argument);
        return value != null && value.text().equals(refused) ? value.origin() : null;
    }

    private @Nullable Value find(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)
                || !isConfigurable(option)
                || !isConfigurable(argument.command())) {
            return null;
        }
        Map<String, Value> known = values(argument.command());
        Value own = known.get(argument.command().name() + "." + name(option));
        Value shared = known.get(name(option));
        if (own == null || shared == null) {
            return own == null ? shared : own;
        }
        boolean sharedIsStronger = isVariable(shared) && !isVariable(own);
        return sharedIsStronger ? shared : own;
    }

    private static boolean isVariable(Value value) {
        return value.origin().startsWith(PREFIX);
    }

    /** By key; what the environment says is put over what the file says. */
    private Map<String, Value> values(CommandSpec command) {
        Map<String, Value> known = values;
        if (known == null) {
            known = new LinkedHashMap<>();
            if (file.isPresent()) {
                readFile(file.get(), command, known);
            }
            readEnvironment(command, known);
            values = known;
        }
        return known;
    }

    private void readFile(Path path, CommandSpec command, Map<String, Value> known) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException failure) {
            throw refused(command, "The configuration file " + path + " cannot be read: " + failure);
        }
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (!keys.contains(key)) {
                throw refused(
                        command,
                        "There is no option '" + key + "', which " + path + " sets; the nearest is '"
                                + Nearest.of(key, keys) + "'");
            }
            known.put(key, new Value(properties.getProperty(key, "").strip(), path + ", " + key));
        }
    }

    private void readEnvironment(CommandSpec command, Map<String, Value> known) {
        Map<String, String> keyByVariable = new LinkedHashMap<>();
        keys.forEach(key -> keyByVariable.put(variable(key), key));
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            String key = keyByVariable.get(name);
            if (key != null) {
                known.put(key, new Value(variable.getValue(), name));
            } else if (name.startsWith(PREFIX)
                    && !OTHER_VARIABLES.contains(name)
                    && !SERVICE_VARIABLE.matcher(name).matches()) {
                throw refused(
                        command,
                        "There is no option for the environment variable " + name + "; the nearest is "
                                + Nearest.of(name, keyByVariable.keySet()));
            }
        }
    }

    /** Whether something reads a variable of the environment. */
    boolean reads(String variable) {
        return OTHER_VARIABLES.contains(variable)
                || keys.stream().map(Configuration::variable).anyMatch(variable::equals);
    }

    private static ParameterException refused(CommandSpec command, String why) {
        return new ParameterException(command.commandLine(), why);
    }
}
