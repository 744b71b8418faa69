/** Text as bytes: {@link Text}. Knows nothing else of Dataflow. */
@NullMarked
package io.dataflow.api.text;

import org.jspecify.annotations.NullMarked;
