/** Where threads and time come from: {@link EventLoop}, {@link Clock}, {@link NamedThreads}. Knows nothing else. */
@NullMarked
package io.dataflow.runtime.loop;

import org.jspecify.annotations.NullMarked;
