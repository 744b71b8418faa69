package io.dataflow.runtime.protocol;

import java.io.Serializable;

/** A piece of shipped code. {@code hash} is the SHA-256 of its bytes in hex; {@code name} says where it came from. */
public record ArtifactId(String hash, String name, long sizeBytes) implements Serializable {}
