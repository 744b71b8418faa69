package io.dataflow.sketches;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.encoding.Input;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The library's own encoding without what all sketches of an aggregator share, behind its length in bytes. */
record QuantileEncoding(double relativeError) implements Codec<DDSketch> {
    private static final long serialVersionUID = 1L;

    /** Of each sign: magnitudes whose ratio is up to 10^17 at an error of 1 %. */
    private static final int MAX_BINS = 2_048;

    private static final int LENGTH_BYTES = Integer.BYTES;

    /** Its bins are found without logarithms, which JVMs may round in different ways. */
    DDSketch empty() {
        return DDSketches.collapsingLowestDense(relativeError, MAX_BINS);
    }

    @Override
    public void encode(DDSketch sketch, ByteOutput output) {
        int start = output.length();
        output.writeIntLittleEndian(0);
        try {
            sketch.encode(output::writeByte, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int length = output.length() - start - LENGTH_BYTES;
        for (int i = 0; i < LENGTH_BYTES; i++) {
            output.setByte(start + i, length >>> (Byte.SIZE * i));
        }
    }

    @Override
    public DDSketch decode(ByteInput input) {
        int length = input.readIntLittleEndian();
        if (length < 0 || length > input.remaining()) {
            throw input.malformed("the quantiles of numbers");
        }
        int end = input.remaining() - length;
        DDSketch empty = empty();
        try {
            return DDSketch.decode(
                    new Until(input, end), () -> new CollapsingLowestDenseStore(MAX_BINS), empty.getIndexMapping());
        } catch (IOException e) {
            throw input.malformed("the quantiles of numbers");
        }
    }

    /** What is in front of the last {@code end} bytes. */
    private record Until(ByteInput input, int end) implements Input {
        @Override
        public boolean hasRemaining() {
            return input.remaining() > end;
        }

        @Override
        public byte readByte() {
            return (byte) input.readByte();
        }
    }
}
