package io.dataflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of {@link ArchitectureRules}, applied to every class of the project that is not a test. */
class ArchitectureTest {
    private static final String ROOT = "io.dataflow";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private final ArchitectureRules rules = new ArchitectureRules(ROOT);

    /** A rule about a package that was renamed would hold for ever without checking anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "api",
                "shuffle.block",
                "runtime.loop",
                "runtime.protocol",
                "runtime.scheduler",
                "runtime.transport",
                "testing",
                "examples",
                "cli"
            })
    void a_package_that_rules_name_has_classes(String part) {
        assertThat(CLASSES)
                .anyMatch(type -> (type.getPackageName() + ".").startsWith(ROOT + "." + part + ".")
                        && !type.getSimpleName().equals("package-info"));
    }

    @Test
    void every_class_belongs_to_an_area() {
        rules.everyClassBelongsToAnArea().check(CLASSES);
    }

    @Test
    void modules_depend_downwards_only() {
        rules.modulesDependDownwardsOnly().check(CLASSES);
    }

    @Test
    void packages_form_no_cycle() {
        rules.packagesFormNoCycle().check(CLASSES);
    }

    @Test
    void the_api_needs_only_the_jdk() {
        rules.theApiNeedsOnlyTheJdk().check(CLASSES);
    }

    @Test
    void only_the_transport_knows_netty() {
        rules.onlyTheTransportKnowsNetty().check(CLASSES);
    }

    @Test
    void only_the_protocol_knows_protobuf() {
        rules.onlyTheProtocolKnowsProtobuf().check(CLASSES);
    }

    @Test
    void only_blocks_know_lz4() {
        rules.onlyBlocksKnowLz4().check(CLASSES);
    }

    @Test
    void only_the_command_line_knows_picocli() {
        rules.onlyTheCommandLineKnowsPicocli().check(CLASSES);
    }

    @Test
    void only_the_loop_makes_threads() {
        rules.onlyTheLoopMakesThreads().check(CLASSES);
    }

    @Test
    void the_scheduler_is_deterministic() {
        rules.theSchedulerIsDeterministic().check(CLASSES);
    }

    @Test
    void the_scheduler_knows_no_transport() {
        rules.theSchedulerKnowsNoTransport().check(CLASSES);
    }

    @Test
    void names_say_what_a_type_is() {
        rules.namesSayWhatATypeIs().check(CLASSES);
    }
}
