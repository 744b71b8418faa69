package io.dataflow.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An address as people write it: {@code host:port} or {@code [::1]:port}. */
record HostPort(String host, int port) {
    private static final Pattern ADDRESS = Pattern.compile("([^:\\[\\]\\s/]+|\\[[0-9a-fA-F:.]+]):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    @Override
    public String toString() {
        return host + ":" + port;
    }

    /** For option values. */
    static final class Converter implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            Matcher matcher = ADDRESS.matcher(text);
            if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
                throw new TypeConversionException(
                        "'" + text + "' is no address; write HOST:PORT with a port up to " + MAX_PORT);
            }
            return new HostPort(matcher.group(1), Integer.parseInt(matcher.group(2)));
        }
    }
}
