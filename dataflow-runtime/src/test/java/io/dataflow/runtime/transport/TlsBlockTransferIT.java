package io.dataflow.runtime.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

class TlsBlockTransferIT extends BlockTransferContract {
    @TempDir
    private Path folder;

    private @Nullable TransportOptions mutual;

    @Override
    Transport openServing() {
        return new NettyTransport(mutual());
    }

    @Override
    boolean sendsStored() {
        return false;
    }

    @Override
    Transport openConnecting(Transport other) {
        return new NettyTransport(mutual());
    }

    private TransportOptions mutual() {
        if (mutual == null) {
            mutual = TransportOptions.defaults().withTls(issued());
        }
        return mutual;
    }

    private Tls issued() {
        try {
            TestAuthority authority = new TestAuthority(folder, "authority");
            TestAuthority.Identity identity = authority.issue("both", "127.0.0.1");
            return Tls.read(
                    authority.certificates(), Optional.of(identity.certificate()), Optional.of(identity.key()), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
