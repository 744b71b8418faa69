package io.dataflow.api.codec;

/**
 * A record of one of several types, and which: how records of a side output, or of several results, travel together. Its type
 * is {@code ValueType.of(TaggedRecord.class, types...)}; without types, any. Encoded as the tag, a varint, and the record as
 * of the type at that place.
 *
 * @param tag counts the types from 0
 */
public record TaggedRecord(int tag, Object record) {}
