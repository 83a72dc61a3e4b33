package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Applications that need others, on the real engine: beside the same without those, and with such as fail. */
class DependenciesIT {
    private static final String LIMITS =
            "limits: { cpus: 0.5, mem_limit: 32m, memswap_limit: 32m, pids_limit: 20 }\nderive: false\n";

    /** Takes something from its store, and serves then; without an answer it ends with code 7. */
    private static final String APP = """
              command: [ busybox, sh, -c, "busybox wget -q -O /tmp/x http://store:9090/etc/passwd || exit 7; exec busybox httpd -f -p 8080 -h /tmp" ]
              ready: { http: ":8080/x", within: 30s }
              for: 3s
            """;

    private static final String STORE = """
              needs:
                name: store
                image: it/glibc
                command: [ %s ]
                ready: { %s, within: 20s }
            """;

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    @Test
    void oneThatNeedsAnotherFitsBesideIt() throws Exception {
        List<Verdict> verdicts = verdicts("app:\n" + APP + serving("sleep 1"));

        assertThat(verdicts).extracting(Verdict::outcome).containsOnly(Outcome.HELD);
    }

    @Test
    void withoutWhatItNeedsItIsNeverReady() throws Exception {
        Verdict ready = verdicts("app:\n" + APP).get(0);

        assertThat(ready.outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(ready.evidence()).contains("with code 7");
    }

    /** It has twice what the application may. */
    @Test
    void whatItNeedsCountsInNoneOfItsLimits() throws Exception {
        String policy = "app:\n" + APP + """
                  fits: { memory.peak: "<= 80%", pids.peak: "<= 80%" }
                """
                + serving("b=/.container-limits/bin/busybox; x=$($b head -c 60000000 /dev/zero | $b tr '\\\\0' x)");

        assertThat(verdicts(policy)).extracting(Verdict::outcome).containsOnly(Outcome.HELD);
    }

    @Test
    void oneWhoseNeedIsNeverReadyIsUnproven() throws Exception {
        assertThat(verdicts("app:\n" + APP
                        + STORE.formatted("sh, -c, \"echo no disk; exit 3\"", "http: \":9090/etc/passwd\"")))
                .allSatisfy(verdict -> {
                    assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
                    assertThat(verdict.evidence())
                            .contains(
                                    "what it needs was not ready: store (it/glibc): it ended with code 3; it printed last: no disk");
                });
    }

    @Test
    void oneWhoseNeedIsNotReadyInTimeIsUnproven() throws Exception {
        String notThere = STORE.formatted("sleep, \"100\"", "http: \":9090/\"").replace("within: 20s", "within: 2s");

        assertThat(verdicts(RealEngine.paced("app:\n" + APP + notThere)).get(0).evidence())
                .contains("GET :9090/: can't connect")
                .containsPattern("after \\d+\\.\\d s");
    }

    @Test
    void oneWhoseNeedEndsMeanwhileIsUnproven() throws Exception {
        String store = STORE.formatted(
                "sh, -c, \"/.container-limits/bin/busybox timeout 4 /.container-limits/bin/busybox httpd -f -p 9090 -h /; echo gone; exit 5\"",
                "http: \":9090/etc/passwd\"");

        assertThat(verdicts("app:\n" + APP.replace("for: 3s", "for: 8s") + store))
                .extracting(Verdict::outcome)
                .containsOnly(Outcome.UNPROVEN);
    }

    /** Such as one that lays out tables. */
    @Test
    void aJobMustHaveEndedWellBefore() throws Exception {
        String job = STORE.replace(", within: 20s", "").formatted("sh, -c, \"sleep 1; exit %s\"", "exit: true");

        assertThat(verdicts("app: { command: sleep 100, for: 500ms,\n" + inFlow(job.formatted("0")) + "}\n"))
                .extracting(Verdict::outcome)
                .containsOnly(Outcome.HELD);
        assertThat(verdicts("app: { command: sleep 100, for: 500ms,\n" + inFlow(job.formatted("4")) + "}\n")
                        .get(0)
                        .evidence())
                .contains("it ended with code 4");
    }

    @Test
    void aNetworkThatTheEngineDoesNotHaveIsABreakageThatNamesIt() throws Exception {
        assertThatThrownBy(() -> verdicts("app: { command: sleep 100, network: nowhere }\n"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("nowhere");
        assertThat(verdicts("app: { command: sleep 100, for: 500ms, network: none }\n"))
                .extracting(Verdict::outcome)
                .containsOnly(Outcome.HELD);
    }

    @Test
    void anImageThatTheEngineDoesNotHaveIsABreakageThatNamesIt() {
        assertThatThrownBy(() -> verdicts("app: { command: sleep 100, needs: { image: it/nowhere } }\n"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("it/nowhere");
    }

    private static String inFlow(String needs) {
        return needs.replaceFirst("needs:", "needs: {")
                        .replaceAll("(?m)^ +(name: .*|image: .*|command: .*)$", "$1,")
                        .stripTrailing()
                + " }";
    }

    /** A web server that comes up once that script is over. */
    private static String serving(String script) {
        return STORE.formatted(
                "sh, -c, \"" + script + "; /.container-limits/bin/busybox httpd -p 9090 -h /; exec sleep 100\"",
                "http: \":9090/etc/passwd\"");
    }

    private static List<Verdict> verdicts(String policy) throws InvalidPolicyException {
        return RealEngine.verify(
                        RealEngine.host(),
                        LIMITS + policy,
                        new Times(Duration.ofMinutes(10), Duration.ofMinutes(2), true))
                .verdicts();
    }
}
