/** What tests share. Start with {@link io.dataflow.testing.Seeds}. Knows no production type. */
@NullMarked
package io.dataflow.testing;

import org.jspecify.annotations.NullMarked;
