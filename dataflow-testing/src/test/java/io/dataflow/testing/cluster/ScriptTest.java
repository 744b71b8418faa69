package io.dataflow.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScriptTest {
    private final Script script = new Script();

    @Test
    void a_fault_strikes_at_its_count_and_not_again() {
        script.add(Script.Fault.CORRUPT_BLOCK, "corruptBlock(0, 2)", 2);

        assertThat(script.strikes(Script.Fault.CORRUPT_BLOCK)).isFalse();
        assertThat(script.strikes(Script.Fault.DROP_MESSAGE)).isFalse();
        assertThat(script.unstruck()).singleElement().asString().contains("corruptBlock(0, 2)", "are 1, fewer than 2");
        assertThat(script.strikes(Script.Fault.CORRUPT_BLOCK)).isTrue();
        assertThat(script.strikes(Script.Fault.CORRUPT_BLOCK)).isFalse();
        assertThat(script.unstruck()).isEmpty();
    }

    @Test
    void of_two_faults_that_are_to_kill_a_worker_one_is_enough_and_others_are_still_missed() {
        script.add(Script.Fault.KILL_AFTER_TASKS, "killWorkerAfterTasks(0, 1)", 1);
        script.add(Script.Fault.KILL_AFTER_TASKS, "killWorkerAfterTasks(0, 40)", 40);
        script.add(Script.Fault.KILL_AFTER_BLOCKS, "killWorkerAfterBlocks(0, 9)", 9);
        script.add(Script.Fault.CORRUPT_SPILL, "corruptSpill(0, 1)", 1);

        assertThat(script.strikes(Script.Fault.KILL_AFTER_TASKS)).isTrue();
        script.killed();
        script.add(Script.Fault.KILL_AFTER_TASKS, "killWorkerAfterTasks(0, 5)", 5);

        assertThat(script.unstruck()).singleElement().asString().contains("corruptSpill(0, 1)");
    }
}
