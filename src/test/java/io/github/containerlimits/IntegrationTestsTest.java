package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The invoker passes silently over a script, or a project of a profile, that is missing or misnamed. */
class IntegrationTestsTest {
    private static final Path PROJECTS = Path.of("src/it");
    private static final Pattern INCLUDE = Pattern.compile("<pomInclude>([^<]+)</pomInclude>");

    static Stream<Path> projects() throws IOException {
        try (Stream<Path> files = Files.list(PROJECTS)) {
            return files
                    .filter(Files::isDirectory)
                    .filter(project -> !project.endsWith("engine") && !project.endsWith("quickstart"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("projects")
    void aProjectHasAPomItsPropertiesAndAScript(Path project) throws IOException {
        assertThat(project.resolve("pom.xml")).isRegularFile();
        assertThat(project.resolve("invoker.properties")).isRegularFile();
        assertThat(project.resolve("verify.groovy")).isRegularFile().isNotEmptyFile();
        try (Stream<Path> files = Files.list(project)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".groovy") || name.endsWith(".bsh")))
                    .isSubsetOf("setup.groovy", "verify.groovy");
        }
    }

    @ParameterizedTest
    @MethodSource("projects")
    void aProjectIsNamedAfterAGoalAndAnOutcomeOrAfterTheSeed(Path project) {
        assertThat(project.getFileName().toString())
                .matches("(verify|validate|doctor|plan|measure|check|init|suggest|clean|report|help|seed)-[a-z0-9-]+");
    }

    @ParameterizedTest
    @MethodSource("projects")
    void aCounterTestIsAssertedToo(Path project) throws IOException {
        boolean isRun = Files.readString(project.resolve("invoker.properties")).contains("counter.yaml");

        assertThat(Files.exists(project.resolve("counter.yaml"))).isEqualTo(isRun);
        if (isRun) {
            assertThat(project.resolve("verify.groovy")).content().contains("assert verdicts('counter') == [");
        }
    }

    @Test
    void whatThePomIncludesExists() throws IOException {
        List<String> includes = INCLUDE.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(include -> include.group(1))
                .toList();

        assertThat(includes).isNotEmpty().allSatisfy(include -> {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(PROJECTS, include.replace("/pom.xml", ""))) {
                assertThat(found)
                        .anySatisfy(project ->
                                assertThat(project.resolve("pom.xml")).isRegularFile());
            }
        });
    }
}
