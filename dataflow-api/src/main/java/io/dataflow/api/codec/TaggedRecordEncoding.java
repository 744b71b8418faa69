package io.dataflow.api.codec;

/** The tag as a varint, and the record as of the type at that place. */
final class TaggedRecordEncoding extends Nesting {
    private final Encoding[] encodings;

    TaggedRecordEncoding(Encoding[] encodings) {
        this.encodings = encodings;
    }

    @Override
    void encodeInside(Object value, ByteOutput output) {
        TaggedRecord tagged = (TaggedRecord) value;
        output.writeVarInt(tagged.tag());
        encodings[tagged.tag()].encode(tagged.record(), output);
    }

    @Override
    Object decodeInside(ByteInput input) {
        int tag = input.readVarInt();
        if (tag < 0 || tag >= encodings.length) {
            throw input.malformed("one of " + encodings.length + " tags, not number " + Integer.toUnsignedString(tag));
        }
        return new TaggedRecord(tag, encodings[tag].decode(input));
    }
}
