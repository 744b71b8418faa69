package planted.runtime.worker;

import io.netty.buffer.ByteBuf;

/** Must not know Netty. */
public interface SpeaksNetty {
    void onFrame(ByteBuf frame);
}
