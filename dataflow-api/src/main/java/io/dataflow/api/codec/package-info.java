/**
 * Records to bytes and back. Read {@link Codec} first, then {@code Codecs}, which derives one from a type. Knows no plans
 * and no datasets.
 */
@NullMarked
package io.dataflow.api.codec;

import org.jspecify.annotations.NullMarked;
