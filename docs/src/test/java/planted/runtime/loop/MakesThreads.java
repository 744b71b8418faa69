package planted.runtime.loop;

/** May make threads. */
public final class MakesThreads {
    public Thread start() {
        return new Thread("named");
    }
}
