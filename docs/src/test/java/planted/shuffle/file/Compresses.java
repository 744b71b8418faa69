package planted.shuffle.file;

import net.jpountz.lz4.LZ4Factory;

/** Must not know the compressor. */
public final class Compresses {
    public LZ4Factory factory() {
        return LZ4Factory.safeInstance();
    }
}
