package io.github.containerlimits;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.LimitKind;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.report.Pipeline;
import io.github.containerlimits.report.Report;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the map of the packages true: data flows one way, and the outside is touched only at the edges. */
@Tag("slow")
class ArchitectureTest {
    private static final String ROOT = "io.github.containerlimits";

    private static final String GENERATED_HELP = ROOT + ".container_limits_maven_plugin";

    /** In the direction in which data flows; a package uses only those before it. */
    private static final List<String> FLOW = List.of(
            "quantity",
            "engine",
            "load",
            "measure",
            "metric",
            "verdict",
            "jvm",
            "limit",
            "way",
            "policy",
            "suggest",
            "plan",
            "result",
            "report",
            "trial",
            "",
            "node",
            "maven");

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
                .resideInAnyPackage(FLOW.stream()
                        .skip(FLOW.indexOf("engine") + 1)
                        .map(ArchitectureTest::packageOf)
                        .toArray(String[]::new))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyTheGoalsAndTheProgramOnANodeKnowTheEngineImplementation() {
        noClasses()
                .that(resideInAPackage(ROOT + "..")
                        .and(not(resideInAPackage(packageOf("docker"))
                                .or(resideInAPackage(packageOf("node")))
                                .or(resideInAPackage(packageOf("maven"))))))
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
                        packageOf("load"),
                        packageOf("measure"),
                        packageOf("metric"),
                        packageOf("verdict"),
                        packageOf("jvm"),
                        packageOf("limit"),
                        packageOf("way"),
                        packageOf("plan"),
                        packageOf("result"),
                        packageOf("trial"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.net..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.io.File.class, ProcessBuilder.class, Runtime.class)
                .check(CLASSES);
    }

    @Test
    void onlyTheReaderOfPoliciesImportsSnakeyaml() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packageOf("policy"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.yaml..")
                .check(CLASSES);
    }

    /** What is particular to a limit stands in its own file: nobody asks which it is. Ways lead round some. */
    @ParameterizedTest
    @ValueSource(strings = {"verdict", "policy", "plan", "result", "report", "trial", "docker", "maven"})
    void limitsAreKnownOnlyByTheirKinds(String name) {
        noClasses()
                .that()
                .resideInAPackage(packageOf(name))
                .should()
                .dependOnClassesThat(assignableTo(Limit.class).and(not(type(Limit.class))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"verdict", "policy", "plan", "result", "report", "trial"})
    void metricsAreKnownOnlyByTheirKinds(String name) {
        noClasses()
                .that()
                .resideInAPackage(packageOf(name))
                .should()
                .dependOnClassesThat(assignableTo(MetricKind.class).and(not(type(MetricKind.class))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** Those of one kind: what several kinds share is not public, or an interface. */
    static Stream<Class<?>> limits() {
        return CLASSES.stream()
                .filter(assignableTo(Limit.class).and(not(type(Limit.class))))
                .filter(limit -> limit.getModifiers().contains(JavaModifier.PUBLIC) && !limit.isInterface())
                .map(limit -> limit.reflect());
    }

    @ParameterizedTest
    @MethodSource("limits")
    void everyLimitIsListed(Class<?> limit) throws IllegalAccessException {
        List<Object> kinds = new ArrayList<>();
        for (Field field : limit.getFields()) {
            if (field.getType() == LimitKind.class) {
                kinds.add(field.get(null));
            } else if (field.getType() == List.class) {
                kinds.addAll((List<?>) field.get(null));
            }
        }
        assertThat(kinds).isNotEmpty();
        assertThat(LimitKinds.ALL)
                .containsAll(kinds.stream().map(LimitKind.class::cast).toList());
    }

    @Test
    void everyMetricIsListed() {
        assertThat(CLASSES.stream()
                        .filter(assignableTo(MetricKind.class).and(not(type(MetricKind.class))))
                        .filter(metric -> !metric.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(metric -> metric.getName()))
                .containsExactlyInAnyOrderElementsOf(MetricKinds.ALL.stream()
                        .map(metric -> metric.getClass().getName())
                        .collect(Collectors.toSet()));
    }

    /** Each stands in the list of the goal, in its console or in the list of pipelines. */
    @Test
    void everyReportIsTold() {
        assertThat(CLASSES.stream().filter(assignableTo(Report.class).and(not(type(Report.class)))))
                .isNotEmpty()
                .allSatisfy(report -> assertThat(report.getConstructorCallsToSelf())
                        .extracting(call -> call.getOriginOwner().getName())
                        .containsAnyOf(
                                ROOT + ".maven.MeasuringMojo", ROOT + ".maven.Console", Pipeline.class.getName()));
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

    /** The machine's clock may be set meanwhile, backwards as well; what something took is a difference of {@link System#nanoTime}. */
    @Test
    void noTimeThatSomethingTookIsADifferenceOfTheMachinesClock() {
        noClasses()
                .should()
                .callMethod(Duration.class, "between", Temporal.class, Temporal.class)
                .orShould()
                .callMethod(Instant.class, "until", Temporal.class, TemporalUnit.class)
                .check(CLASSES);
    }

    private static String packageOf(String name) {
        return name.isEmpty() ? ROOT : ROOT + "." + name + "..";
    }
}
