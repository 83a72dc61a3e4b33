package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.Choice;
import io.github.containerlimits.FakeEngine;
import io.github.containerlimits.Otherwise;
import io.github.containerlimits.Verification;
import io.github.containerlimits.plan.Planned;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.PolicyReader;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanReportTest {
    private final FakeEngine engine = new FakeEngine();

    private Planned planned(String policy, boolean sideBySide) throws Exception {
        return Verification.plan(
                PolicyReader.parse("limits.yaml", policy), "shop:1", engine, Otherwise.FAIL, sideBySide, Choice.ALL);
    }

    @Test
    void noContainerOfATrialIsMade() throws Exception {
        planned("limits: { cpus: 0.5, mem_limit: 64m }", true);

        assertThat(engine.events).isEmpty();
    }

    @Test
    void saysWhatWouldRunInWhichOrderAndWhatNot() throws Exception {
        String text = new PlanReport(planned("""
                        limits:
                          cpus: 0.5
                          cpu_shares: 512
                          mem_limit: 20g
                          memswap_limit: 21g
                          pids_limit: 100
                          blkio_config: { device_write_bps: [ { path: rootfs, rate: 1m } ] }
                        ways_round: skip
                        """, true)).text();

        assertThat(text)
                .startsWith(
                        "Only planned, for shop:1 on Fake 1 at fake://: one container without limits looked at its host")
                .containsPattern("(?m)^TURN +TRIAL +AT MOST +LOAD$")
                .containsPattern("(?m)^1 +\\S+ +\\d+ s +")
                .contains("→ without cpus of 0.5 CPUs, which would be met first")
                .contains("→ looks at /dev/vda")
                .contains("→ runs first without device_write_bps of 1 MiB/s on rootfs")
                .contains(" rival")
                .contains("→ decides mem_limit 4 GiB of 20 GiB, memswap_limit 4.20 GiB of 21")
                .contains("→ at a smaller size")
                .doesNotContain("Not tried");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(160));
    }

    /** Whether an image's process is a JVM is not known before it runs, but where the policy demands a line of it. */
    @Test
    void setsApartWhatIsOfAJvmThatMayNotBe() throws Exception {
        PlanReport report = new PlanReport(planned("""
                        limits: { mem_limit: 64m }
                        app: { jvm: { gc: G1 } }
                        """, true));

        assertThat(report.text())
                .containsPattern("(?s)→ decides app ready.*, app jvm\\.gc G1\\s+→ where it is a JVM, which only shows"
                        + " once it runs, decides app jvm\\.\\w+\\s");
        JsonNode app = trial(new ObjectMapper().readTree(report.json()), "app");
        for (JsonNode check : app.get("checks")) {
            String subject = check.get("subject").asText();
            assertThat(check.has("onlyWhere"))
                    .describedAs(subject)
                    .isEqualTo(subject.startsWith("app jvm.") && !subject.equals("app jvm.gc"));
        }
    }

    private static JsonNode trial(JsonNode report, String name) {
        for (JsonNode trial : report.get("trials")) {
            if (trial.get("name").asText().equals(name)) {
                return trial;
            }
        }
        throw new AssertionError("no trial " + name + " in " + report);
    }

    @Test
    void saysWhatTheHostCannotTry() throws Exception {
        assertThat(new PlanReport(planned(
                                "limits: { blkio_config: { device_read_bps: [ { path: /dev/none, rate: 1m } ] } }",
                                true))
                        .text())
                .containsPattern("(?m)^Not tried on this host:$")
                .containsPattern("device_read_bps +unsupported +/dev/none is no block device of the engine's host");
    }

    /** Trials of one turn disturb none of each other; without sideBySide each has its own. */
    @Test
    void putsTrialsSideBySideWhoseClaimsDoNotMeet() throws Exception {
        String policy =
                "{ limits: { cpus: 0.5, pids_limit: 100, shm_size: 16m, tmpfs: [ '/t:size=1m' ] }, ways_round: skip }";
        Planned planned = planned(policy, true);

        assertThat(planned.groups()).hasSizeLessThan(planned.plan().trials().size());
        assertThat(planned.groups().stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(planned.plan().trials());
        for (List<Trial> group : planned.groups()) {
            for (Trial one : group) {
                assertThat(group.stream().filter(other -> !other.equals(one)))
                        .noneMatch(other -> other.claims().meet(one.claims()));
            }
        }
        assertThat(planned(policy, false).groups()).allMatch(group -> group.size() == 1);
    }

    @Test
    void drawsAChartWithoutWhatMermaidTakesForItsOwn() throws Exception {
        String chart = new PlanReport(planned("""
                        limits: { pids_limit: 100 }
                        trials:
                          - name: "a: b, c; #d"
                            run: report
                            fits: { exit: 0 }
                        """, false)).mermaid();

        assertThat(chart.lines().toList())
                .startsWith("gantt", "  title Trials of shop 1  each at its longest".replace("  each", ", each"))
                .contains("  section Turn 1", "  section Turn 2");
        assertThat(chart).containsPattern("(?m)^  a  b  c   d :\\d+, \\d+$");
    }

    @Test
    void tellsProgramsTheSame() throws Exception {
        JsonNode plan =
                json(planned("limits: { cpus: 0.5, cpu_shares: 512, memswap_limit: 128m, mem_limit: 64m }", true));

        assertThat(plan.path("trials").findValuesAsText("name")).contains("cpus", "cpu_shares", "mem_limit");
        assertThat(plan.path("trials").get(0).path("turn").asInt()).isEqualTo(1);
        assertThat(plan.path("trials").findValues("atMostSeconds")).allMatch(seconds -> seconds.asDouble() > 0);
        assertThat(plan.path("trials").findValues("lifted"))
                .anyMatch(lifted -> lifted.findValuesAsText("key").contains("cpus"));
        assertThat(plan.path("image").path("reference").asText()).isEqualTo("shop:1");
    }

    private static JsonNode json(Planned planned) throws IOException {
        return new ObjectMapper().readTree(new PlanReport(planned).json());
    }
}
