package io.dataflow.files;

/** Takes the fields of a record as the parser finds them. */
interface FieldSink {

    void beginRecord();

    /**
     * The next field of the record.
     *
     * @param bytes one byte as each character; borrowed until it returns
     */
    void field(int index, char[] bytes, int offset, int length, boolean quoted);

    /** After the last field, unless the record is malformed. */
    void endRecord(int fieldCount);
}
