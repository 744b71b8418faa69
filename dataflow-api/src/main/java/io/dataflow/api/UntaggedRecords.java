package io.dataflow.api;

import io.dataflow.api.codec.TaggedRecord;

/** The records of a job that has one result to read, beside others that it writes. */
@SuppressWarnings("unchecked")
final class UntaggedRecords<T> implements Records<T> {
    private final Records<?> tagged;

    UntaggedRecords(Records<?> tagged) {
        this.tagged = tagged;
    }

    @Override
    public boolean hasNext() {
        return tagged.hasNext();
    }

    @Override
    public T next() {
        return (T) ((TaggedRecord) tagged.next()).record();
    }

    @Override
    public void close() {
        tagged.close();
    }
}
