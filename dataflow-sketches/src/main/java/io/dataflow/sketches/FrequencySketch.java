package io.dataflow.sketches;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.text.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts of encoded values, those of the rare ones given up: the mergeable form of Misra and Gries's summary (P. K. Agarwal
 * et al., "Mergeable Summaries", ACM TODS 38, 2013). When there are more than twice as many as are to be kept, the count that
 * comes right after those to be kept is taken off all, which costs no count more than one part in {@code kept} + 1 of the
 * records, and each record a constant time.
 */
final class FrequencySketch {
    private final int kept;

    /** Of encoded values: {@code Text} is bytes that can be compared. */
    private final Map<Text, Long> counts;

    /** How much was taken off counts. */
    private long takenOff;

    FrequencySketch(int kept) {
        this(kept, new LinkedHashMap<>(), 0);
    }

    private FrequencySketch(int kept, Map<Text, Long> counts, long takenOff) {
        this.kept = kept;
        this.counts = counts;
        this.takenOff = takenOff;
    }

    void add(Text value) {
        counts.merge(value, 1L, Math::addExact);
        keepSome();
    }

    void add(FrequencySketch other) {
        other.counts.forEach((value, count) -> counts.merge(value, count, Math::addExact));
        takenOff += other.takenOff;
        keepSome();
    }

    private void keepSome() {
        if (counts.size() <= 2L * kept) {
            return;
        }
        List<Long> sorted = new ArrayList<>(counts.values());
        sorted.sort(Collections.reverseOrder());
        long less = sorted.get(kept);
        for (Iterator<Map.Entry<Text, Long>> all = counts.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Text, Long> entry = all.next();
            if (entry.getValue() > less) {
                entry.setValue(entry.getValue() - less);
            } else {
                all.remove();
            }
        }
        takenOff += less;
    }

    /** The most frequent values, equally frequent ones by their bytes. */
    <V> List<Frequency<V>> most(int count, Codec<V> codec) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Text, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(count)
                .map(entry -> new Frequency<>(
                        codec.decode(new ByteInput(entry.getKey().toByteArray())),
                        entry.getValue(),
                        entry.getValue() + takenOff))
                .toList();
    }

    /** Varints: how much was taken off, how many there are; of each its length, its bytes, its count. */
    record Encoding(int kept) implements Codec<FrequencySketch> {
        private static final long serialVersionUID = 1L;

        private static final int LEAST_BYTES = 2;

        @Override
        public void encode(FrequencySketch sketch, ByteOutput output) {
            output.writeVarLong(sketch.takenOff);
            output.writeVarInt(sketch.counts.size());
            sketch.counts.forEach((value, count) -> {
                output.writeVarInt(value.length());
                output.writeBytes(value.bytes(), value.offset(), value.length());
                output.writeVarLong(count);
            });
        }

        @Override
        public FrequencySketch decode(ByteInput input) {
            long takenOff = input.readVarLong();
            int size = input.readCount(LEAST_BYTES);
            Map<Text, Long> counts = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                Text value = Text.of(input.readBytes(input.readCount(1)));
                counts.put(value, input.readVarLong());
            }
            return new FrequencySketch(kept, counts, takenOff);
        }
    }
}
