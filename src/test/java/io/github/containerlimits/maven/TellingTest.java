package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.report.console.Letters;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;

class TellingTest {
    private static final String FIRST = "limits.yaml:2:3: cpus escaped, 1.00 CPUs where the bound is ≤ 0.5 CPUs";

    private final List<String> warnings = new ArrayList<>();
    private final Log log = new SystemStreamLog() {
        @Override
        public void warn(CharSequence content) {
            warnings.add(content.toString());
        }
    };

    @Test
    void theFailureNamesTheFirstFive() {
        Verdict[] seven = new Verdict[7];
        Arrays.setAll(seven, i -> verdict(i + 2, Outcome.UNPROVEN, Consequence.FAIL));

        assertThatExceptionOfType(MojoFailureException.class)
                .isThrownBy(() -> new Telling(results(seven), true, new Letters(StandardCharsets.UTF_8), log).tell())
                .withMessageContaining("; limits.yaml:6:3: cpus unproven; and 2 more")
                .withMessageNotContaining("limits.yaml:7:3");
    }

    @Test
    void theFailureNamesTheCountAndEachInShort() {
        Results results = results(
                verdict(2, Outcome.ESCAPED, Consequence.FAIL),
                verdict(3, Outcome.HELD, Consequence.FAIL),
                verdict(4, Outcome.UNPROVEN, Consequence.FAIL));

        assertThatExceptionOfType(MojoFailureException.class)
                .isThrownBy(() -> new Telling(results, true, new Letters(StandardCharsets.UTF_8), log).tell())
                .withMessage("2 of 3 limits of shop:1.0 are not proven: " + FIRST + "; limits.yaml:4:3: cpus unproven");
    }

    @Test
    void withoutFailOnEscapeItIsAWarning() throws Exception {
        new Telling(
                        results(verdict(2, Outcome.ESCAPED, Consequence.FAIL)),
                        false,
                        new Letters(StandardCharsets.UTF_8),
                        log)
                .tell();

        assertThat(warnings).containsExactly("1 of 1 limits of shop:1.0 is not proven: " + FIRST);
    }

    @Test
    void anUnsupportedLimitIsWarnedOfOnlyWhereThePolicySaysSo() throws Exception {
        new Telling(
                        results(
                                verdict(2, Outcome.UNSUPPORTED, Consequence.WARN),
                                verdict(3, Outcome.DISCARDED, Consequence.SKIP),
                                verdict(4, Outcome.HELD, Consequence.WARN)),
                        true,
                        new Letters(StandardCharsets.UTF_8),
                        log)
                .tell();

        assertThat(warnings)
                .containsExactly(
                        "limits.yaml:2:3: cpus of shop:1.0 under 'stress --cpu 2': the limit of ≤ 0.5 CPUs is not supported: e.");
    }

    @Test
    void nothingToVerifyIsAnError() {
        assertThatExceptionOfType(MojoExecutionException.class)
                .isThrownBy(() -> new Telling(results(), true, new Letters(StandardCharsets.UTF_8), log).tell())
                .withMessage(
                        "limits.yaml leaves nothing to verify. Declare a limit in it, or a trial with an expectation.");
    }

    @Test
    void whatHoldsIsNotTalkedAbout() {
        assertThatNoException()
                .isThrownBy(() -> new Telling(
                                results(verdict(2, Outcome.HELD, Consequence.FAIL)),
                                true,
                                new Letters(StandardCharsets.UTF_8),
                                log)
                        .tell());
        assertThat(warnings).isEmpty();
    }

    private static Verdict verdict(int line, Outcome outcome, Consequence onUnsupported) {
        return new Verdict(
                "cpus",
                new Place("limits.yaml", line, 3),
                "stress --cpu 2",
                Optional.empty(),
                Conclusion.of("CPU use", Figure.of("1.00 CPUs"), Figure.of("≤ 0.5 CPUs"))
                        .as(outcome, "e"),
                Duration.ofSeconds(1),
                false,
                onUnsupported);
    }

    private static Results results(Verdict... verdicts) {
        return new Results(
                "limits.yaml",
                List.of(),
                new Image("shop:1.0", "sha256:0", "", "", List.of()),
                new EngineFacts(
                        "Docker",
                        "20.10",
                        "1.41",
                        "unix:///x",
                        "6",
                        1,
                        "cgroupfs",
                        "overlay2",
                        "/var/lib/docker",
                        2,
                        1,
                        "x86_64",
                        List.of()),
                Instant.EPOCH,
                Duration.ofSeconds(1),
                List.of(),
                List.of(verdicts));
    }
}
