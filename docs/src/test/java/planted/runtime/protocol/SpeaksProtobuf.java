package planted.runtime.protocol;

import com.google.protobuf.ByteString;

/** May know protobuf. */
public interface SpeaksProtobuf {
    void onMessage(ByteString message);
}
