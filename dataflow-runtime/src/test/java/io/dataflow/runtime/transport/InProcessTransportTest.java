package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.protocol.Message;
import java.io.File;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class InProcessTransportTest extends TransportContract {
    @Override
    Transport openServing() {
        return new InProcessTransport();
    }

    @Override
    Transport openConnecting(Transport other) {
        return other;
    }

    @Test
    void two_transports_know_nothing_of_each_other() throws Exception {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        try (Transport one = new InProcessTransport();
                Transport other = new InProcessTransport()) {
            one.listen("host:1", first);
            other.listen("host:1", second);

            one.connect("host:1", new Recorder()).send(new Message.ClusterRequest());

            assertThat(first.next()).isEqualTo(new Message.ClusterRequest());
            assertThat(second.waitingMessages()).isZero();
        }
    }

    @Test
    void messages_are_handed_over_as_they_are() throws Exception {
        Recorder server = new Recorder();
        Message message = new Message.BlockFrame(1, new byte[10]);
        try (Transport transport = new InProcessTransport()) {
            Connection connection =
                    transport.connect(transport.listen("host:0", server).address(), new Recorder());

            connection.send(message);

            assertThat(server.next()).isSameAs(message);
        }
    }

    @Test
    void it_works_where_there_is_no_netty_and_no_protobuf() throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(classPathWithout("netty", "protobuf"), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(InProcessTransport.class.getName());
            Class<?> handlerType = loader.loadClass(ConnectionHandler.class.getName());
            List<String> calls = new ArrayList<>();
            Object handler =
                    Proxy.newProxyInstance(loader, new Class<?>[] {handlerType}, (proxy, method, arguments) -> {
                        calls.add(method.getName());
                        return null;
                    });
            Object transport = type.getConstructor().newInstance();
            Object listener =
                    type.getMethod("listen", String.class, handlerType).invoke(transport, "host:1", handler);
            Object connection =
                    type.getMethod("connect", String.class, handlerType).invoke(transport, "host:1", handler);

            Object message = loader.loadClass(Message.ClusterRequest.class.getName())
                    .getConstructor()
                    .newInstance();
            Method send = loader.loadClass(Connection.class.getName())
                    .getMethod("send", loader.loadClass(Message.class.getName()));
            send.invoke(connection, message);
            type.getMethod("close").invoke(transport);

            assertThat(listener).isNotNull();
            assertThat(calls).containsExactly("onMessage", "onClosed", "onClosed");
        }
    }

    private static URL[] classPathWithout(String... names) throws Exception {
        List<URL> urls = new ArrayList<>();
        Pattern separator = Pattern.compile(Pattern.quote(File.pathSeparator));
        for (String entry : separator.split(System.getProperty("java.class.path"), -1)) {
            String file = String.valueOf(Path.of(entry).getFileName());
            if (List.of(names).stream().noneMatch(file::contains)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
