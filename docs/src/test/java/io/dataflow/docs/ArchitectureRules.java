package io.dataflow.docs;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What the packages below one root may know of each other and of the world.
 *
 * <p>The root is a parameter so that the rules can be checked themselves: {@link ArchitectureTest} applies them to the
 * project, {@link PlantedViolationsTest} to a tree of the same shape in which every rule is broken.
 */
record ArchitectureRules(String root) {
    /** The areas that have a module each, from the lowest to the highest. */
    static final List<String> AREAS =
            List.of("api", "shuffle", "kryo", "files", "sketches", "runtime", "testing", "examples", "cli");

    ArchRule everyClassBelongsToAnArea() {
        return classes()
                .should()
                .resideInAnyPackage(AREAS.stream().map(this::below).toArray(String[]::new))
                .because("a class outside all areas escapes the other rules");
    }

    ArchRule modulesDependDownwardsOnly() {
        return layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("api")
                .definedBy(below("api"))
                .layer("shuffle")
                .definedBy(below("shuffle"))
                .layer("kryo")
                .definedBy(below("kryo"))
                .layer("files")
                .definedBy(below("files"))
                .layer("sketches")
                .definedBy(below("sketches"))
                .layer("runtime")
                .definedBy(below("runtime"))
                .layer("testing")
                .definedBy(below("testing"))
                .layer("examples")
                .definedBy(below("examples"))
                .layer("cli")
                .definedBy(below("cli"))
                .whereLayer("api")
                .mayNotAccessAnyLayer()
                .whereLayer("shuffle")
                .mayOnlyAccessLayers("api")
                .whereLayer("kryo")
                .mayOnlyAccessLayers("api")
                .whereLayer("files")
                .mayOnlyAccessLayers("api")
                .whereLayer("sketches")
                .mayOnlyAccessLayers("api")
                .whereLayer("runtime")
                .mayOnlyAccessLayers("api", "shuffle")
                .whereLayer("testing")
                .mayOnlyAccessLayers("api", "shuffle", "runtime")
                .whereLayer("examples")
                .mayOnlyAccessLayers("api", "files", "shuffle", "runtime")
                .whereLayer("cli")
                .mayOnlyAccessLayers("api", "files", "shuffle", "runtime", "examples");
    }

    ArchRule packagesFormNoCycle() {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    ArchRule theApiNeedsOnlyTheJdk() {
        return classes()
                .that()
                .resideInAPackage(below("api"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", below("api"), "org.jspecify..", "org.slf4j..", "com.google.errorprone.annotations..")
                .because("users program against it without taking on anything else")
                .allowEmptyShould(true);
    }

    ArchRule onlyTheTransportKnowsNetty() {
        return onlyKnownTo("runtime.transport", "io.netty..");
    }

    ArchRule onlyTheProtocolKnowsProtobuf() {
        return onlyKnownTo("runtime.protocol", "com.google.protobuf..");
    }

    ArchRule onlyBlocksKnowLz4() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(below("shuffle.block"), below("files"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.jpountz..")
                .because("blocks and compressed files are all that is packed");
    }

    ArchRule onlyTheCommandLineKnowsPicocli() {
        return onlyKnownTo("cli", "picocli..");
    }

    ArchRule onlyTheLoopMakesThreads() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(below("runtime.loop"))
                .should()
                .callConstructorWhere(target(owner(assignableTo(Thread.class))))
                .orShould()
                .beAssignableTo(Thread.class)
                .because("a thread has a name and an owner who joins it");
    }

    ArchRule theSchedulerIsDeterministic() {
        return noClasses()
                .that()
                .resideInAPackage(below("runtime.scheduler"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.util.concurrent..", "java.io..", "java.nio..", "java.net..", "java.time..")
                        .and(not(equivalentTo(Serializable.class))))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Thread.class,
                        Random.class,
                        SplittableRandom.class,
                        UUID.class,
                        HashMap.class,
                        HashSet.class,
                        IdentityHashMap.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "identityHashCode", Object.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethodWhere(target(describe("builds a hash-ordered collection", ArchitectureRules::isHashOrdered)))
                .because("the simulation must be able to replay it from a seed")
                .allowEmptyShould(true);
    }

    ArchRule theSchedulerKnowsNoTransport() {
        return noClasses()
                .that()
                .resideInAPackage(below("runtime.scheduler"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(below("runtime.transport"), below("runtime.protocol"), below("runtime.loop"))
                .because("it says what to do and the coordinator does it")
                .allowEmptyShould(true);
    }

    ArchRule namesSayWhatATypeIs() {
        return noClasses()
                .should()
                .haveNameMatching(".*[a-z](Impl|Utils?|Helpers?|Manager)(\\$.*)?")
                .because("such a name fits anything, and soon the class holds it");
    }

    private ArchRule onlyKnownTo(String insider, String library) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(below(insider))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .because("the rest must not notice when it is exchanged");
    }

    private String below(String part) {
        return root + "." + part + "..";
    }

    /** The JDK salts the order of its immutable sets and maps anew in every process. */
    private static boolean isHashOrdered(CodeUnitCallTarget target) {
        return switch (target.getName()) {
            case "of", "copyOf", "ofEntries" ->
                target.getOwner().isEquivalentTo(Set.class) || target.getOwner().isEquivalentTo(Map.class);
            case "toSet", "toUnmodifiableSet", "toUnmodifiableMap" ->
                target.getOwner().isEquivalentTo(Collectors.class);
            case "toMap" ->
                target.getOwner().isEquivalentTo(Collectors.class)
                        && target.getParameterTypes().size() < 4;
            case "groupingBy" ->
                target.getOwner().isEquivalentTo(Collectors.class)
                        && target.getParameterTypes().size() < 3;
            default -> false;
        };
    }
}
