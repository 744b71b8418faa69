/** Text as bytes: {@link Text}, and tokenisers that never make a string. Knows no plans and no datasets. */
@NullMarked
package io.dataflow.api.text;

import org.jspecify.annotations.NullMarked;
