package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.plan.AppTrials;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Conclusion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy gives its application may be secret: no report has it. */
class SecretsTest {
    private static final String POLICY = """
            limits: { mem_limit: 256m }
            app:
              env: { TOKEN: s3cr3t-1, LEVEL: info }
              load: { http: ":8080/", rate: 5/s, headers: { Authorization: s3cr3t-2 }, body: s3cr3t-3 }
              needs: { name: db, image: "postgres:17", env: [ POSTGRES_PASSWORD=s3cr3t-4 ] }
            """;

    @TempDir
    Path directory;

    @Test
    void noReportHasTheValuesOfVariablesHeadersAndBodies() throws Exception {
        Results results = results();
        List<String> out = new ArrayList<>();
        Map<String, String> environment = Map.of(
                "GITHUB_ACTIONS",
                "true",
                "GITHUB_STEP_SUMMARY",
                directory.resolve("summary.md").toString(),
                "GITLAB_CI",
                "true",
                "GITHUB_WORKSPACE",
                directory.toString(),
                "CI_PROJECT_DIR",
                directory.toString());
        List<Report> reports =
                new ArrayList<>(new Pipeline(directory, directory, environment, out::add, true).reports(false));
        reports.add(new JsonReport(directory.resolve("report.json")));
        reports.add(new HtmlReport(directory.resolve("report.html"), false));
        for (Report report : reports) {
            report.tell(results);
        }

        List<String> texts = new ArrayList<>(out);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                texts.add(Files.readString(file));
            }
        }
        assertThat(reports).hasSizeGreaterThanOrEqualTo(6);
        assertThat(texts).hasSizeGreaterThanOrEqualTo(5).noneMatch(text -> text.contains("s3cr3t"));
        assertThat(texts).as("the names are there, and what is needed").anyMatch(text -> text.contains("TOKEN"));
        assertThat(texts).anyMatch(text -> text.contains("postgres:17"));
    }

    private static Results results() {
        Policy policy;
        try {
            policy = PolicyReader.parse("limits.yaml", POLICY);
        } catch (InvalidPolicyException e) {
            throw new AssertionError(e);
        }
        Trial trial = AppTrials.of(policy.apps().get(0), policy.limits(), Set.of());
        List<Verdict> verdicts =
                trial.checks().stream().map(check -> unproven(check, trial)).toList();
        Results sample = Sample.of(List.of());
        return new Results(
                sample.policyFile(),
                List.of(),
                sample.image(),
                sample.engine(),
                sample.began(),
                sample.took(),
                List.of(new TrialResult(trial, Optional.empty(), verdicts, Duration.ofSeconds(1), List.of())),
                List.of());
    }

    private static Verdict unproven(Check check, Trial trial) {
        return new Verdict(
                check.subject(),
                check.place(),
                trial.workload().shown(),
                Optional.empty(),
                Conclusion.unproven(check.bound(), "it was never ready"),
                Duration.ofSeconds(1),
                false,
                Consequence.FAIL);
    }
}
