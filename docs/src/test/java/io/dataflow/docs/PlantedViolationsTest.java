package io.dataflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Each rule of {@link ArchitectureRules} finds the class that was planted to break it, and spares the one that may. */
class PlantedViolationsTest {
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages("planted");

    private final ArchitectureRules rules = new ArchitectureRules("planted");

    @Test
    void a_class_outside_all_areas_is_found() {
        assertThat(violationsOf(rules.everyClassBelongsToAnArea()))
                .contains("planted.common.Leftovers")
                .doesNotContain("<planted.runtime.");
    }

    @Test
    void a_lower_module_that_knows_a_higher_one_is_found() {
        assertThat(violationsOf(rules.modulesDependDownwardsOnly()))
                .contains("planted.shuffle.file.KnowsTheRuntime")
                .doesNotContain("planted.runtime.task.KnowsTheShuffle");
    }

    @Test
    void a_cycle_of_packages_is_found() {
        assertThat(violationsOf(rules.packagesFormNoCycle()))
                .contains("planted.runtime.operator.KnowsTheTask")
                .contains("planted.runtime.task.KnowsTheOperator");
    }

    @Test
    void a_library_in_the_api_is_found() {
        assertThat(violationsOf(rules.theApiNeedsOnlyTheJdk()))
                .contains("planted.api.NeedsALibrary")
                .doesNotContain("planted.api.NeedsTheJdk");
    }

    @Test
    void netty_outside_the_transport_is_found() {
        assertThat(violationsOf(rules.onlyTheTransportKnowsNetty()))
                .contains("planted.runtime.worker.SpeaksNetty")
                .doesNotContain("planted.runtime.transport");
    }

    @Test
    void protobuf_outside_the_protocol_is_found() {
        assertThat(violationsOf(rules.onlyTheProtocolKnowsProtobuf()))
                .contains("planted.runtime.worker.SpeaksProtobuf")
                .doesNotContain("planted.runtime.protocol");
    }

    @Test
    void lz4_outside_of_blocks_is_found() {
        assertThat(violationsOf(rules.onlyBlocksKnowLz4()))
                .contains("planted.shuffle.file.Compresses")
                .doesNotContain("planted.shuffle.block");
    }

    @Test
    void picocli_outside_the_command_line_is_found() {
        assertThat(violationsOf(rules.onlyTheCommandLineKnowsPicocli()))
                .contains("planted.examples.HasOptions")
                .doesNotContain("planted.cli");
    }

    @Test
    void a_thread_made_outside_the_loop_is_found() {
        assertThat(violationsOf(rules.onlyTheLoopMakesThreads()))
                .contains("planted.runtime.worker.MakesAThread")
                .contains("planted.runtime.worker.IsAThread")
                .doesNotContain("planted.runtime.loop");
    }

    @Test
    void a_scheduler_that_cannot_be_replayed_is_found() {
        assertThat(violationsOf(rules.theSchedulerIsDeterministic()))
                .contains("planted.runtime.scheduler.NotDeterministic.readsTheClock")
                .contains("planted.runtime.scheduler.NotDeterministic.iteratesInHashOrder")
                .contains("planted.runtime.scheduler.NotDeterministic.iteratesInSaltedOrder")
                .contains("planted.runtime.scheduler.NotDeterministic.collectsInHashOrder")
                .contains("planted.runtime.scheduler.NotDeterministic.throwsDice")
                .contains("planted.runtime.scheduler.NotDeterministic.isShared")
                .doesNotContain("planted.runtime.scheduler.Deterministic");
    }

    @Test
    void a_scheduler_that_sends_messages_itself_is_found() {
        assertThat(violationsOf(rules.theSchedulerKnowsNoTransport()))
                .contains("planted.runtime.scheduler.SendsMessages")
                .doesNotContain("planted.runtime.scheduler.Deterministic");
    }

    @Test
    void a_name_that_says_nothing_is_found() {
        assertThat(violationsOf(rules.namesSayWhatATypeIs()))
                .contains("planted.api.SourceUtil")
                .contains("planted.api.SourceUtil$NestedImpl")
                .doesNotContain("planted.api.NeedsTheJdk");
    }

    private static String violationsOf(ArchRule rule) {
        return String.join("\n", rule.evaluate(PLANTED).getFailureReport().getDetails());
    }
}
