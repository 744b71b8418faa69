/**
 * What tests of programs need. Read {@link io.dataflow.api.testing.ReferenceSession} first. Knows the plan and the codecs,
 * and nothing of any engine.
 */
@NullMarked
package io.dataflow.api.testing;

import org.jspecify.annotations.NullMarked;
