package planted.shuffle.block;

import net.jpountz.lz4.LZ4Factory;

/** May know the compressor. */
public final class Compresses {
    public LZ4Factory factory() {
        return LZ4Factory.safeInstance();
    }
}
