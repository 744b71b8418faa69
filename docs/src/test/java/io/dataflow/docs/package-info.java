/** Tests that keep the architecture and the documents true; start with {@link io.dataflow.docs.ArchitectureTest}. */
@NullMarked
package io.dataflow.docs;

import org.jspecify.annotations.NullMarked;
