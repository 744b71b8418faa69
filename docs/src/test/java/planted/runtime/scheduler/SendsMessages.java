package planted.runtime.scheduler;

import planted.runtime.transport.SpeaksNetty;

/** Acts instead of saying what to do. */
public interface SendsMessages {
    SpeaksNetty connection();
}
