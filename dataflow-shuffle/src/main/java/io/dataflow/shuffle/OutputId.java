package io.dataflow.shuffle;

/**
 * Names the output of one attempt of one task. Two attempts never share an id, so no reader can mistake one for
 * another.
 */
public record OutputId(String job, int stage, int task, int attempt) {}
