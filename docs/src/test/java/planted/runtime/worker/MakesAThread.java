package planted.runtime.worker;

/** Must not make threads. */
public final class MakesAThread {
    public Thread start() {
        return new Thread("stray");
    }
}
