package io.github.containerlimits;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the map of the packages true: data flows one way, and the outside is touched only at the edges. */
@Tag("slow")
class ArchitectureTest {
    private static final String ROOT = "io.github.containerlimits";

    private static final String GENERATED_HELP = ROOT + ".container_limits_maven_plugin";

    /** In the direction in which data flows; a package uses only those before it. */
    private static final List<String> FLOW =
            List.of("quantity", "policy", "engine", "plan", "measure", "verdict", "", "report", "maven");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    static Stream<String> flow() {
        return FLOW.stream();
    }

    @ParameterizedTest
    @MethodSource("flow")
    void aPackageUsesNoLaterOne(String name) {
        String[] later = FLOW.stream()
                .skip(FLOW.indexOf(name) + 1)
                .map(ArchitectureTest::packageOf)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(packageOf(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void theReportsDoNotKnowTheOrchestrator() {
        noClasses()
                .that()
                .resideInAPackage(packageOf("report"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(CLASSES);
    }

    @Test
    void theEngineImplementationKnowsOnlyThePort() {
        noClasses()
                .that()
                .resideInAnyPackage(packageOf("docker"), packageOf("host"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT, packageOf("plan"), packageOf("measure"), packageOf("verdict"), packageOf("report"))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyTheGoalsKnowTheEngineImplementation() {
        noClasses()
                .that(resideInAPackage(ROOT + "..")
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                resideInAPackage(packageOf("docker")).or(resideInAPackage(packageOf("maven"))))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packageOf("docker"))
                .check(CLASSES);
    }

    @Test
    void onlyTheEngineImplementationLooksAtThisMachineAsTheEnginesHost() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packageOf("docker"), packageOf("host"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packageOf("host"))
                .check(CLASSES);
    }

    @Test
    void onlyTheEngineImplementationImportsDockerJava() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packageOf("docker"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.dockerjava..")
                .check(CLASSES);
    }

    @Test
    void onlyTheGoalsImportMaven() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packageOf("maven"), GENERATED_HELP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.maven..")
                .check(CLASSES);
    }

    @Test
    void whatPlansMeasuresAndJudgesTouchesNothingOutside() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        packageOf("quantity"),
                        packageOf("engine"),
                        packageOf("plan"),
                        packageOf("measure"),
                        packageOf("verdict"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.io.File.class, ProcessBuilder.class, Runtime.class)
                .check(CLASSES);
    }

    @Test
    void noPackagesUseEachOther() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noRoomsOfTheEngineImplementationUseEachOther() {
        slices().matching(ROOT + ".docker.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noRoomOfTheEngineImplementationUsesTheEngineThatIsMadeOfThem() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".docker.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".docker")
                .check(CLASSES);
    }

    private static String packageOf(String name) {
        return name.isEmpty() ? ROOT : ROOT + "." + name + "..";
    }
}
