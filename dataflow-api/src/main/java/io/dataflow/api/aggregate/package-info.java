/** Many records to one result, in parts. Read {@link Aggregator} first, then {@link Aggregators}. */
@NullMarked
package io.dataflow.api.aggregate;

import org.jspecify.annotations.NullMarked;
