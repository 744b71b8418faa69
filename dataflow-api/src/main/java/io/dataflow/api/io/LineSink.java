package io.dataflow.api.io;

/** Takes lines as they are found. */
interface LineSink {

    /**
     * The text is {@code [start, textEnd)}, what ends the line {@code [textEnd, end)}, nothing at the end of a file. The
     * array is not reused.
     *
     * @param position where in the unpacked file the line begins
     */
    void line(byte[] bytes, int start, int textEnd, int end, long position) throws Exception;
}
