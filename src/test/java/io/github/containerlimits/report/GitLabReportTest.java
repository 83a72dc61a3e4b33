package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitLabReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path root;

    private static Verdict verdict(int line, Outcome outcome, String measured) {
        return Sample.verdict(line, outcome, "mem_limit", measured, "≤ 256.0 MiB", "e");
    }

    private JsonNode written(Verdict... verdicts) throws IOException {
        Path module = Files.createDirectories(root.resolve("services/shop"));
        Files.writeString(module.resolve("limits.yaml"), "");
        Path file = module.resolve("target/gl-code-quality-report.json");
        new GitLabReport(file, Optional.of(new Workspace(root, module))).tell(Sample.of(List.of(verdicts)));
        return JSON.readTree(file.toFile());
    }

    private List<String> all(String field, Verdict... verdicts) throws IOException {
        return StreamSupport.stream(written(verdicts).spliterator(), false)
                .map(finding -> finding.path(field).asText())
                .toList();
    }

    @Test
    void aFindingHasTheFieldsThatGitLabReads() throws IOException {
        JsonNode finding = written(verdict(3, Outcome.ESCAPED, "301.0 MiB")).path(0);

        assertThat(finding.path("description").asText())
                .startsWith("limits.yaml:3:3: mem_limit of shop:1.4 under 'stress --cpu 2': CPU use is 301.0 MiB, but");
        assertThat(finding.path("check_name").asText()).isEqualTo("container-limits/mem_limit");
        assertThat(finding.path("fingerprint").asText()).matches("[0-9a-f]{64}");
        assertThat(finding.path("severity").asText()).isEqualTo("critical");
        assertThat(finding.path("location").path("path").asText()).isEqualTo("services/shop/limits.yaml");
        assertThat(finding.at("/location/lines/begin").intValue()).isEqualTo(3);
    }

    @Test
    void whatIsHeldIsNoFinding() throws IOException {
        JsonNode written = written(verdict(2, Outcome.HELD, "1"));

        assertThat(written.isArray()).isTrue();
        assertThat(written).isEmpty();
    }

    @Test
    void whatGoesOnIsLessSevere() throws IOException {
        Verdict unproven = verdict(4, Outcome.UNPROVEN, "-");

        assertThat(all(
                        "severity",
                        verdict(3, Outcome.ESCAPED, "1"),
                        unproven,
                        Sample.wayRound(unproven, Consequence.WARN),
                        Sample.wayRound(unproven, Consequence.SKIP)))
                .containsExactly("critical", "major", "minor", "info");
    }

    @Test
    void aFingerprintIsTheSameInTheNextRunAndAnotherForWhatIsAnother() throws IOException {
        List<String> one = all("fingerprint", verdict(3, Outcome.ESCAPED, "301.0 MiB"));

        assertThat(all("fingerprint", verdict(9, Outcome.UNPROVEN, "302.0 MiB")))
                .isEqualTo(one);
        assertThat(all("fingerprint", Sample.verdict(3, Outcome.ESCAPED, "cpus", "1", "1", "e")))
                .isNotEqualTo(one);
        assertThat(all("fingerprint", verdict(3, Outcome.ESCAPED, "1"), verdict(4, Outcome.ESCAPED, "1")))
                .as("two of one name")
                .doesNotHaveDuplicates()
                .containsAll(one);
    }

    @Test
    void whatIsInvalidInAPolicyIsAFindingOfItsLine() throws IOException {
        Path file = root.resolve("broken.json");
        Finding finding = new Finding(new Place("limits.yaml", 2, 3), "unknown key 'cpu'");

        new GitLabReport(file, Optional.empty())
                .tellBroken(new Breakage("limits.yaml", "shop:1.4", "m", List.of(finding, finding)));

        JsonNode findings = new ObjectMapper().readTree(file.toFile());
        assertThat(findings).hasSize(2);
        assertThat(findings.get(0).at("/location/path").asText()).isEqualTo("limits.yaml");
        assertThat(findings.get(0).at("/location/lines/begin").asInt()).isEqualTo(2);
        assertThat(findings.get(0).path("severity").asText()).isEqualTo("blocker");
        assertThat(findings.get(0).path("description").asText()).isEqualTo("unknown key 'cpu'");
        assertThat(findings.get(0).path("fingerprint"))
                .isNotEqualTo(findings.get(1).path("fingerprint"));
    }

    @Test
    void anythingElseThatBreaksIsNotAboutTheCode() throws IOException {
        Path file = root.resolve("broken.json");

        new GitLabReport(file, Optional.empty()).tellBroken(new Breakage("limits.yaml", "shop:1.4", "m", List.of()));

        assertThat(file).doesNotExist();
    }
}
