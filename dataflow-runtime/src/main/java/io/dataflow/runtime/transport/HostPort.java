package io.dataflow.runtime.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** An address as people write it: {@code host:port}, {@code [::1]:port}. */
record HostPort(String host, int port) {
    private static final int MAX_PORT = 65_535;

    static HostPort parse(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            host = "";
        }
        if (host.isEmpty()) {
            throw notAnAddress(address);
        }
        return new HostPort(host, port(address, address.substring(colon + 1)));
    }

    private static int port(String address, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw notAnAddress(address);
        }
        throw notAnAddress(address);
    }

    private static IllegalArgumentException notAnAddress(String address) {
        return new IllegalArgumentException(
                "'" + address + "' is no address; write HOST:PORT with a port from 0 to " + MAX_PORT);
    }

    InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    HostPort withPort(int newPort) {
        return new HostPort(host, newPort);
    }

    static HostPort of(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return new HostPort(host, address.getPort());
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
