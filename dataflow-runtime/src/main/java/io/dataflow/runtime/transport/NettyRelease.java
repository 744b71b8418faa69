package io.dataflow.runtime.transport;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.netty.util.Version;
import org.jspecify.annotations.Nullable;

/** Which Netty there is: with an older one, as some frameworks prescribe it, only names of classes would tell what is wrong. */
final class NettyRelease {
    /** A class that came with 4.2. */
    private static final String NEEDED = "io.netty.channel.SingleThreadIoEventLoop";

    private NettyRelease() {}

    /** Refuses to go on with a Netty that {@code loader} finds and that is too old. */
    static void check(@Nullable ClassLoader loader) {
        try {
            Class<?> found = Class.forName(NEEDED, false, loader);
            assert !found.isInterface() : found;
        } catch (ClassNotFoundException older) {
            Version common = Version.identify(loader).get("netty-common");
            String which = common == null ? "an older one" : "Netty " + common.artifactVersion();
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "Dataflow needs Netty 4.2, but " + which
                            + " is on the class path; leave the version to dataflow-runtime,"
                            + " or where the parent of Spring Boot 3 prescribes it set the property netty.version to a 4.2",
                    older);
        }
    }
}
