package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.policy.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation shows works. */
class DocumentationTest {
    private static final Pattern POLICY = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/site/markdown"))) {
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
    void linksLeadSomewhere(Path page) throws IOException {
        for (String link : found(LINK, page)) {
            assertThat(page.resolveSibling(link)).exists();
        }
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
