package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The invoker passes silently over a script that is missing or misnamed. */
class IntegrationTestsTest {
    static Stream<Path> projects() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/it"))) {
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
        assertThat(project.getFileName().toString()).matches("(verify|clean|help|seed)-[a-z0-9-]+");
    }
}
