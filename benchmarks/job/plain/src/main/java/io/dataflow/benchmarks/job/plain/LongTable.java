package io.dataflow.benchmarks.job.plain;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Answers;

/** Sums and counts by key: open addressing. */
final class LongTable {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    /* A slot: the key, the sum, the count (0 if free). */
    private static final int SLOT_LONGS = 3;
    private static final int SUM = 1;
    private static final int COUNT = 2;

    private static final int FIRST_SLOTS = 1 << 16;

    private long[] slots = new long[SLOT_LONGS * FIRST_SLOTS];
    private int mask = FIRST_SLOTS - 1;
    private int used;

    static long hash(long key) {
        long mixed = key * FACTOR;
        return mixed ^ (mixed >>> 29);
    }

    void add(long key, long hash, long sum, long count) {
        int slot = (int) hash & mask;
        while (true) {
            int at = slot * SLOT_LONGS;
            if (slots[at + COUNT] == 0) {
                slots[at] = key;
                slots[at + SUM] = sum;
                slots[at + COUNT] = count;
                if (++used > mask / 3 * 2) {
                    grow();
                }
                return;
            }
            if (slots[at] == key) {
                slots[at + SUM] += sum;
                slots[at + COUNT] += count;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    void addAll(LongTable other) {
        addAll(other.slots);
    }

    private void addAll(long[] others) {
        for (int at = 0; at < others.length; at += SLOT_LONGS) {
            if (others[at + COUNT] != 0) {
                add(others[at], hash(others[at]), others[at + SUM], others[at + COUNT]);
            }
        }
    }

    private void grow() {
        long[] old = slots;
        slots = new long[Math.multiplyExact(old.length, 2)];
        mask = 2 * mask + 1;
        used = 0;
        addAll(old);
    }

    Answer answer() {
        long hash = 0;
        for (int at = 0; at < slots.length; at += SLOT_LONGS) {
            if (slots[at + COUNT] != 0) {
                hash += Answers.group(slots[at], slots[at + SUM], slots[at + COUNT]);
            }
        }
        return new Answer(used, hash);
    }
}
