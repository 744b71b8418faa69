package planted.runtime.worker;

import com.google.protobuf.ByteString;

/** Must not know protobuf. */
public interface SpeaksProtobuf {
    void onMessage(ByteString message);
}
