package io.dataflow.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;

/** How Jackson is set up: strict RFC 8259, fast numbers, and bounds on what one value may hold. */
final class JsonText {
    /** As deep as values may be nested that move between tasks. */
    static final int MAX_DEPTH = 500;

    private JsonText() {}

    /** A factory for one reader or writer: it remembers the names of properties, which must not pile up. */
    static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(RecordLimits.MAX_BYTES)
                        .build())
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                .rootValueSeparator("\n")
                .build();
    }

    static JsonFactory writing() {
        return factory().configure(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM, false);
    }
}
