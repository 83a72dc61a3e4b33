package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.yaml.Finding;
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

    private List<String> broken(String message, Finding... findings) throws IOException {
        List<String> lines = new ArrayList<>();
        new GitHubAnnotations(lines::add, Optional.of(new Workspace(root, module)), true)
                .tellBroken(new Breakage("limits.yaml", "shop:1.4", message, List.of(findings)));
        return lines;
    }

    @Test
    void theLineOfAFindingFollowsIt() throws IOException {
        Files.writeString(module.resolve("limits.yaml"), "limits:\n  mem_limit: 512q # 100%\n");

        assertThat(broken("all of it", new Finding(new Place("limits.yaml", 2, 14), "'512q' is no size")))
                .singleElement()
                .asString()
                .endsWith("::'512q' is no size%0A  mem_limit: 512q # 100%25");
    }

    @Test
    void eachFindingOfAnInvalidPolicyIsAnErrorAtItsPlace() throws IOException {
        assertThat(broken(
                        "all of it",
                        new Finding(new Place("limits.yaml", 2, 3), "unknown key 'cpu'"),
                        new Finding(new Place("limits.yaml", 3, 14), "'512q' is no size, 100%")))
                .singleElement()
                .isEqualTo("::error file=a%2Cb%3A 100%25/limits.yaml,line=2,col=3,title=Invalid limits policy"
                        + "::unknown key 'cpu'\n::error file=a%2Cb%3A 100%25/limits.yaml,line=3,col=14,"
                        + "title=Invalid limits policy::'512q' is no size, 100%25");
    }

    @Test
    void aRunThatBreaksIsAnErrorOfNoFile() throws IOException {
        assertThat(broken("No engine answers\n::error::x"))
                .containsExactly("::error title=The limits of shop%3A1.4 could not be verified"
                        + "::No engine answers%0A::error::x");
    }
}
