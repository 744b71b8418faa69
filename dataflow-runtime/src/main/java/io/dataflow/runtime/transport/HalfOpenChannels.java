package io.dataflow.runtime.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Channels of one listener that have not authenticated themselves yet: at most so many. One more closes the one that has
 * taken longest, so whoever only opens connections and says nothing loses them to those who go on. Safe for use by many
 * threads.
 */
final class HalfOpenChannels {
    private final int limit;

    @GuardedBy("this")
    private final Set<Channel> channels = new LinkedHashSet<>();

    HalfOpenChannels(int limit) {
        this.limit = limit;
    }

    /** To be called on the channel's thread, as {@link #remove} is. */
    void add(Channel channel) {
        Channel oldest = admit(channel);
        if (oldest != null) {
            oldest.pipeline().fireUserEventTriggered(HandshakeHandler.CROWDED_OUT);
        }
    }

    private synchronized @Nullable Channel admit(Channel channel) {
        channels.add(channel);
        if (channels.size() <= limit) {
            return null;
        }
        Iterator<Channel> inOrder = channels.iterator();
        Channel oldest = inOrder.next();
        inOrder.remove();
        return oldest;
    }

    /** It has authenticated itself, or is closed. */
    synchronized void remove(Channel channel) {
        channels.remove(channel);
    }
}
