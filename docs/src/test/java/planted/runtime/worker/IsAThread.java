package planted.runtime.worker;

/** Must not be a thread. */
public final class IsAThread extends Thread {}
