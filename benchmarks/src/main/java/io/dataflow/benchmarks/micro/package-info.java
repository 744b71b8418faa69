/** Parts of the engine by themselves, measured with JMH: {@code java -jar benchmarks/target/benchmarks.jar}. */
@NullMarked
package io.dataflow.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
