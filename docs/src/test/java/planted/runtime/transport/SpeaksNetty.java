package planted.runtime.transport;

import io.netty.buffer.ByteBuf;

/** May know Netty. */
public interface SpeaksNetty {
    void onFrame(ByteBuf frame);
}
