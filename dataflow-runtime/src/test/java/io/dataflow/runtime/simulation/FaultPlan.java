package io.dataflow.runtime.simulation;

import java.util.Random;

/**
 * How likely what goes wrong. Worker faults are chances per worker and second, the others per message, attempt, read or
 * job. All end with {@link SimulatedCluster#CALM_MILLIS}.
 *
 * @param crash a process dies; its connection closes, or it is only missed by its heartbeats
 * @param stall a worker's heartbeats stop for longer than its lease, while it works on
 * @param disconnect a message is lost together with its connection; the worker comes back, mostly soon and with all it has
 * @param duplicate a completion is reported twice
 * @param badRead an output or a result that is there cannot be read
 * @param taskFailure an attempt fails in a way that is retried
 * @param userFailure an attempt fails by its function
 * @param divergence a task computes other records at each attempt
 * @param cancel a job is cancelled, or given up by its client
 * @param deafness an attempt never confirms that it was cancelled
 * @param slowness a worker takes twenty times as long as others for all it does
 * @param sickness a worker fails two of three attempts
 * @param drain a worker is told to leave
 */
record FaultPlan(
        double crash,
        double stall,
        double disconnect,
        double duplicate,
        double badRead,
        double taskFailure,
        double userFailure,
        double divergence,
        double cancel,
        double deafness,
        double slowness,
        double sickness,
        double drain) {
    static FaultPlan none() {
        return new FaultPlan(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Everything that a job must survive. */
    static FaultPlan crashes(Random random) {
        return new FaultPlan(
                some(random, 0.05),
                some(random, 0.03),
                some(random, 0.02),
                some(random, 0.1),
                some(random, 0.01),
                0,
                0,
                0,
                0,
                some(random, 0.2),
                some(random, 0.5),
                0,
                some(random, 0.02));
    }

    /** Any mix of all faults, each of them absent every other time. */
    static FaultPlan anything(Random random) {
        return new FaultPlan(
                some(random, 0.08),
                some(random, 0.05),
                some(random, 0.03),
                some(random, 0.2),
                some(random, 0.03),
                some(random, 0.1),
                some(random, 0.003),
                some(random, 0.3),
                some(random, 0.3),
                some(random, 0.3),
                some(random, 0.5),
                some(random, 0.3),
                some(random, 0.05));
    }

    FaultPlan withDivergence(double chance) {
        return new FaultPlan(
                crash,
                stall,
                disconnect,
                duplicate,
                badRead,
                taskFailure,
                userFailure,
                chance,
                cancel,
                deafness,
                slowness,
                sickness,
                drain);
    }

    /** Nothing goes wrong but that workers are slow, sick or told to leave. */
    static FaultPlan workers(double slowness, double sickness, double drain) {
        return new FaultPlan(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, slowness, sickness, drain);
    }

    private static double some(Random random, double most) {
        return random.nextBoolean() ? random.nextDouble() * most : 0;
    }
}
