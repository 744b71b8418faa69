package io.dataflow.examples.tera;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.text.Text;
import java.nio.ByteBuffer;

/**
 * Makes the records of Hadoop's TeraGen, byte for byte:
 *
 * <table>
 * <caption>A record</caption>
 * <tr><th>offset</th><th>bytes</th><th>content</th></tr>
 * <tr><td>0</td><td>10</td><td>the key: the upper 80 bits of the record's random number</td></tr>
 * <tr><td>10</td><td>2</td><td>00 11</td></tr>
 * <tr><td>12</td><td>32</td><td>the record's index, in hexadecimal characters</td></tr>
 * <tr><td>44</td><td>4</td><td>88 99 AA BB</td></tr>
 * <tr><td>48</td><td>48</td><td>the lower 48 bits of the random number, each hexadecimal character four times</td></tr>
 * <tr><td>96</td><td>4</td><td>CC DD EE FF</td></tr>
 * </table>
 *
 * <p>Where the keys shall be skewed, half of the records have the key of record 0, a quarter that of record 1, and so on
 * for ten keys; one in 1,024 has a key of its own.
 */
public final class TeraGen {
    private static final int SKEWED_KEYS = 10;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private final TeraRandom random = new TeraRandom();
    private final byte[][] frequentKeys = new byte[SKEWED_KEYS][];
    private final boolean skewed;

    private TeraGen(boolean skewed) {
        this.skewed = skewed;
        for (int i = 0; i < SKEWED_KEYS; i++) {
            frequentKeys[i] = TeraSort.key(recordAt(i)).toByteArray();
        }
    }

    /** The first {@code count} records. A task makes one after the other, which is faster than each by itself. */
    public static Dataset<Text> records(Session session, long count, boolean skewed) {
        return session.range(0, count).mapWith(() -> new TeraGen(skewed), TeraGen::next);
    }

    private Text next(long index) {
        Text record = recordAt(index);
        // A random number begins with so many zeros once in 2, 4, 8 and so on.
        int zeros = Long.numberOfLeadingZeros(random.high());
        if (skewed && zeros < SKEWED_KEYS) {
            System.arraycopy(frequentKeys[zeros], 0, record.bytes(), 0, TeraSort.KEY_BYTES);
        }
        return record;
    }

    private Text recordAt(long index) {
        random.goTo(index);
        ByteBuffer record = ByteBuffer.allocate(TeraSort.RECORD_BYTES);
        record.putLong(random.high()).putShort((short) (random.low() >>> 48)).putShort((short) 0x0011);
        putHex(record, 0, 16, 1);
        putHex(record, index, 16, 1);
        record.putInt(0x8899AABB);
        putHex(record, random.low() << 16, 12, 4);
        record.putInt(0xCCDDEEFF);
        return Text.of(record.array());
    }

    /** The first hexadecimal digits of {@code value}, each several times. */
    private static void putHex(ByteBuffer record, long value, int digitCount, int times) {
        for (int i = 0; i < digitCount; i++) {
            byte digit = HEX[(int) (value >>> (60 - 4 * i)) & 0xF];
            for (int j = 0; j < times; j++) {
                record.put(digit);
            }
        }
    }
}
