package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.policy.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What the documentation shows works. */
class DocumentationTest {
    private static final Pattern POLICY = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PIPELINE = Pattern.compile("```yml\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MOJO = Pattern.compile("@Mojo\\(\\s*name = \"([a-z]+)\"");
    private static final Pattern PARAMETER = Pattern.compile("property = \"(container-limits\\.[A-Za-z]+)\"");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Path PROJECTS = Path.of("src/it");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return Stream.concat(Stream.of(Path.of("README.md")), files.sorted().toList().stream());
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void policiesAreValid(Path page) throws IOException {
        for (String policy : found(POLICY, page)) {
            assertThatNoException().isThrownBy(() -> PolicyReader.parse(page.toString(), policy));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void filesOfPipelinesAreWellFormed(Path page) throws IOException {
        for (String file : found(PIPELINE, page)) {
            assertThat(new Yaml().<Object>load(file)).isInstanceOf(Map.class);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        assertThat(Links.dead(page)).isEmpty();
    }

    @Test
    void deadLinksAreFound(@TempDir Path directory) throws IOException {
        Path page = Files.writeString(directory.resolve("page.md"), """
                # <a id="on-this-page-12"></a>`On` this page: 1.2
                [a](other.md) [b](other.md#a-heading) [c](#on-this-page-12) [d](https://example.org/none) `[e](none.md)`
                [f](none.md) [g](other.md#another-heading) [h](#a-heading)
                ```
                [i](none.md)
                # code
                ```
                ## word
                ## Of GitHub alone
                [j](#word) [k](#code) [l](#of-github-alone)
                """);
        Files.writeString(directory.resolve("other.md"), "## <a id=\"a-heading\"></a>A heading\n");

        assertThat(Links.dead(page))
                .containsExactly("none.md", "other.md#another-heading", "#a-heading", "#code", "#of-github-alone");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theMenuHasEachPage(Path page) throws IOException {
        if (page.startsWith(PAGES)) {
            String name = page.getFileName().toString().replaceFirst("md$", "html");
            assertThat(Files.readString(Path.of("src/site/site.xml"))).contains("href=\"" + name + "\"");
        }
    }

    static Stream<Path> goals() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/github/containerlimits/maven"))) {
            return files.sorted().toList().stream();
        }
    }

    /** A parameter may stand in a class that several goals have in common. */
    @ParameterizedTest
    @MethodSource("goals")
    void eachGoalAndEachParameterIsDocumented(Path source) throws IOException {
        String page = Files.readString(PAGES.resolve("goals.md"));

        assertThat(found(MOJO, source))
                .allSatisfy(goal -> assertThat(page).containsPattern("(?m)^## .*container-limits:" + goal + "\\b"));
        assertThat(found(PARAMETER, source))
                .allSatisfy(parameter -> assertThat(page).contains("`" + parameter + "`"));
    }

    @Test
    void eachTrialIsShownByAProject() throws IOException {
        Path page = PAGES.resolve("writing-a-trial.md");
        List<String> named = found(CODE, page).stream()
                .filter(name -> name.matches("(seed|verify|validate|plan)-[a-z0-9-]+"))
                .toList();

        assertThat(named)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(PROJECTS.resolve(name)).isDirectory());
    }

    @Test
    void theReadMeFitsAPageAndShowsWhatTheConsolePrints() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("README.md"));

        assertThat(lines).hasSizeLessThan(100);
        assertThat(lines).anyMatch(line -> line.matches("\\d+ held in \\d+\\.\\d s on .* \\(cgroup v[12]\\)"));
    }

    static List<String> metrics() {
        return MetricKinds.keys();
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void eachMetricIsDocumented(String metric) throws IOException {
        assertThat(Files.readString(Path.of("src/site/markdown/policy.md"))).contains("`" + metric + "`");
    }

    private static List<String> found(Pattern pattern, Path page) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(page));
        return matcher.results().map((MatchResult result) -> result.group(1)).toList();
    }
}
