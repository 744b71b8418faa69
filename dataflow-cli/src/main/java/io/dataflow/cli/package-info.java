/**
 * The command line. Read {@link io.dataflow.cli.Dataflow} first, then {@link io.dataflow.cli.WordCountCommand} and
 * {@link io.dataflow.cli.RunningOptions}, which make an example a command. Whatever a command starts it also stops, however
 * it ends. Knows the doors of the engine and nothing behind them.
 */
@NullMarked
package io.dataflow.cli;

import org.jspecify.annotations.NullMarked;
