package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubAnnotationsTest {
    @TempDir
    Path root;

    private Path module = Path.of("");

    @BeforeEach
    void aPolicyInAModule() throws IOException {
        module = Files.createDirectories(root.resolve("a,b: 100%"));
        Files.createFile(module.resolve("limits.yaml"));
    }

    private List<String> told(boolean failOnEscape, Verdict... verdicts) throws IOException {
        List<String> lines = new ArrayList<>();
        new GitHubAnnotations(lines::add, Optional.of(new Workspace(root, module)), failOnEscape)
                .tell(Sample.of(List.of(verdicts)));
        return lines;
    }

    private static Verdict verdict(Outcome outcome, String evidence) {
        return Sample.verdict(3, outcome, "mem_limit", "301.0 MiB", "≤ 256.0 MiB (±1%)", evidence);
    }

    @Test
    void whatFailsIsAnErrorAtItsPlaceInTheWorkspace() throws IOException {
        assertThat(told(true, verdict(Outcome.ESCAPED, "e: f, g\n::error::h")))
                .containsExactly(
                        "::error file=a%2Cb%3A 100%25/limits.yaml,line=3,col=3,title=mem_limit of shop%3A1.4%3A escaped"
                                + "::limits.yaml:3:3: mem_limit of shop:1.4 under 'stress --cpu 2': CPU use is 301.0 MiB, but the bound is"
                                + " ≤ 256.0 MiB (±1%25): e: f, g\\n::error::h. Do something about it.");
    }

    @Test
    void whatOnlyWarnsIsAWarning() throws IOException {
        Verdict unproven = verdict(Outcome.UNPROVEN, "e");

        assertThat(told(true, Sample.wayRound(unproven, Consequence.WARN)))
                .singleElement()
                .asString()
                .startsWith("::warning file=");
        assertThat(told(true, Sample.wayRound(unproven, Consequence.SKIP))).isEmpty();
        assertThat(told(false, unproven))
                .as("the build goes on")
                .singleElement()
                .asString()
                .startsWith("::warning ");
        assertThat(told(true, unproven)).singleElement().asString().startsWith("::error ");
    }

    @Test
    void allAreToldAtOnceALineEach() throws IOException {
        assertThat(told(
                        true,
                        verdict(Outcome.ESCAPED, "e"),
                        verdict(Outcome.HELD, "e"),
                        verdict(Outcome.UNPROVEN, "e")))
                .singleElement()
                .asString()
                .hasLineCount(2)
                .matches("::error [^\n]+\n::error [^\n]+");
    }

    @Test
    void whatIsHeldIsNotTalkedAbout() throws IOException {
        assertThat(told(true, verdict(Outcome.HELD, "e"))).isEmpty();
    }

    @Test
    void whatStandsInNoFileOfTheWorkspaceHasNone() throws IOException {
        Files.delete(module.resolve("limits.yaml"));

        assertThat(told(true, verdict(Outcome.ESCAPED, "e")))
                .singleElement()
                .asString()
                .startsWith("::error title=mem_limit of shop%3A1.4%3A escaped::limits.yaml:3:3: mem_limit");
    }

    @Test
    void aRunnerReadsBackWhatWasWritten() {
        String text = "100%, 50%25: a\r\nb,c%0A";

        assertThat(GitHubAnnotations.property(text)).isEqualTo("100%25%2C 50%2525%3A a%0D%0Ab%2Cc%250A");
        assertThat(GitHubAnnotations.data(text)).isEqualTo("100%25, 50%2525: a%0D%0Ab,c%250A");
        assertThat(GitHubAnnotations.data("plain: ≤ 1")).isEqualTo("plain: ≤ 1");
    }
}
