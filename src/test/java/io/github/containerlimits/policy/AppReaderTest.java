package io.github.containerlimits.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.load.Dependency;
import io.github.containerlimits.load.HttpLoad;
import io.github.containerlimits.load.Readiness;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.verdict.Bound.AtMost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppReaderTest {
    @Test
    void anAppWithoutMoreHasWhatItTakes() throws Exception {
        DeclaredApp app = app("app: {}\n");

        assertThat(app.name()).isEqualTo("app");
        assertThat(app.service().readiness()).isEmpty();
        assertThat(app.service().command()).isEmpty();
        assertThat(app.service().within()).isEqualTo(Duration.ofSeconds(60));
        assertThat(app.service().lasts()).isEqualTo(Duration.ofSeconds(10));
        assertThat(app.claims())
                .extracting(claim -> claim.metric().key() + " " + claim.text())
                .containsExactly("memory.oom_kills <= 0", "pids.refused <= 0");
    }

    @Test
    void eachKeyIsTaken() throws Exception {
        DeclaredApp app = app("""
                app:
                  name: shop
                  ready: { http: ":8080/health", within: 30s }
                  for: 15s
                  env: { A: b, C: "d e" }
                  command: serve --port '80 80'
                  fits: { memory.peak: "<= 80%", cpu.mean: "<= 50 %", ready.seconds: "<= 20", memory.oom_kills: 0 }
                """);

        assertThat(app.name()).isEqualTo("shop");
        assertThat(app.service().readiness()).contains(new Readiness.Http(8080, "/health"));
        assertThat(app.service().within()).isEqualTo(Duration.ofSeconds(30));
        assertThat(app.service().lasts()).isEqualTo(Duration.ofSeconds(15));
        assertThat(app.service().environment()).isEqualTo(Map.of("A", "b", "C", "d e"));
        assertThat(app.service().command()).containsExactly("serve", "--port", "80 80");
        assertThat(app.claims().get(0).bound()).isEqualTo(new AtMost(0.8 * (256 << 20)));
        assertThat(app.claims().get(1).bound()).isEqualTo(new AtMost(0.5));
        assertThat(app.claims().get(2).bound()).isEqualTo(new AtMost(20));
        assertThat(app.claims()).hasSize(4);
    }

    @Test
    void readinessIsOneOfItsKinds() throws Exception {
        assertThat(ready("{ http: \":80\" }")).contains(new Readiness.Http(80, "/"));
        assertThat(ready("{ exec: [ pg_isready, -q ] }")).contains(new Readiness.Exec(List.of("pg_isready", "-q")));
        assertThat(ready("{ exec: pg_isready -q }")).contains(new Readiness.Exec(List.of("pg_isready", "-q")));
        assertThat(ready("{ healthcheck: true }")).contains(new Readiness.HealthCheck());
        assertThat(ready("{ exit: true }")).contains(new Readiness.Ends());
        assertThat(ready("{ log: \"^up$\" }")).map(Readiness::toString).contains("a line with '^up$'");
        assertThat(ready("{ within: 3s }")).isEmpty();
    }

    @Test
    void whatIsFoundOutOfAJvmIsAllThatIsNotSkipped() throws Exception {
        assertThat(jvm("app: {}\n")).containsExactly("memory_limit", "cpus", "heap", "gc", "threads", "tmpdir");
        assertThat(jvm("app: { jvm: skip }\n")).isEmpty();
        assertThat(jvm("app: { jvm: check }\n"))
                .containsExactly("memory_limit!", "cpus!", "heap!", "gc!", "threads!", "tmpdir!");
        assertThat(jvm("app: { jvm: { heap: skip, gc: G1, threads: check } }\n"))
                .containsExactly("memory_limit", "cpus", "gc!G1", "threads!", "tmpdir");
    }

    /** Each by its key, with a mark where it is named, and what is claimed. */
    private static List<String> jvm(String yaml) throws InvalidPolicyException {
        return app(yaml).jvm().stream()
                .map(claim -> claim.finding().key()
                        + (claim.isNamed() ? "!" : "")
                        + claim.wanted().orElse(""))
                .toList();
    }

    /** What ends by itself must end well. */
    @Test
    void aJobIsNotWatchedAfterItsEnd() throws Exception {
        DeclaredApp app = app("app: { ready: { exit: true } }\n");

        assertThat(app.service().isJob()).isTrue();
        assertThat(app.service().lasts()).isZero();
        assertThat(app.claims())
                .extracting(claim -> claim.metric().key())
                .containsExactly("memory.oom_kills", "pids.refused", "exit");
    }

    @Test
    void aLoadIsReadAndFailuresOfItAreFaults() throws Exception {
        DeclaredApp app = app("""
                app:
                  load: { http: ":8080/work?x=1", rate: 90/m, method: POST, headers: { Accept: text/html }, body: hello }
                """);

        assertThat(app.service().http())
                .contains(new HttpLoad(8080, "/work?x=1", "POST", Map.of("Accept", "text/html"), "hello", 1.5));
        assertThat(app.claims())
                .extracting(claim -> claim.metric().key() + " " + claim.text())
                .contains("http.errors <= 1%");
    }

    @Test
    void whatRunsBesideItIsReadInItsOrder() throws Exception {
        DeclaredApp app = app("""
                app:
                  beside:
                    - { stress-ng: --vm 1 --vm-bytes 64M, where: container }
                    - { fio: --rw=read --size=8m, where: rival }
                    - { run: [ sh, -c, "a b" ] }
                """);

        assertThat(app.beside())
                .containsExactly(
                        new DeclaredStressor(
                                new Load(Load.Tool.STRESS_NG, List.of("--vm", "1", "--vm-bytes", "64M")), true),
                        new DeclaredStressor(new Load(Load.Tool.FIO, List.of("--rw=read", "--size=8m")), false),
                        new DeclaredStressor(new Load(Load.Tool.RUN, List.of("sh", "-c", "a b")), true));
        assertThat(app("app: { beside: { stress: --cpu 1, where: rival } }\n").beside())
                .hasSize(1);
        assertThat(app("app: {}\n").beside()).isEmpty();
    }

    @Test
    void fioInAContainerThatCannotBeWrittenToIsAFinding() {
        String policy =
                "limits: { mem_limit: 64m, read_only: true }\napp: { beside: { fio: --rw=read --size=8m, where: %s } }\n";

        assertThat(catchThrowableOfType(
                                InvalidPolicyException.class,
                                () -> PolicyReader.parse("limits.yaml", policy.formatted("container")))
                        .findings())
                .extracting(Finding::toString)
                .containsExactly(
                        "limits.yaml:2:16: fio can't write in a container with read_only: take 'where: rival', or another load");
        assertThatCode(() -> PolicyReader.parse("limits.yaml", policy.formatted("rival")))
                .doesNotThrowAnyException();
    }

    @Test
    void variablesMayStandInAList() throws Exception {
        assertThat(app("app: { env: [ A=b, \"C=d=e\", F= ] }\n").service().environment())
                .isEqualTo(Map.of("A", "b", "C", "d=e", "F", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ ready: { http: \"8080\" } } | 4:23: http: '8080' is no port and path in the container, such as \":8080/health\"",
                "{ ready: { http: \":80800/\" } } | 4:23: http: 80800 is no port: it is not within 1 to 65535",
                "{ ready: { log: \"(\" } } | 4:22: log: '(' is no regular expression: Unclosed group",
                "{ ready: { log: a, exit: true } } | 4:15: ready needs one of http, log, exec, healthcheck and exit, and has 2",
                "{ ready: { exit: false } } | 4:23: exit: 'false' is not true: leave it out otherwise",
                "{ ready: { exit: true }, for: 3s } | 4:36: for: an app that is ready at its end is not watched after it; see ready.within",
                "{ for: 1ms } | 4:13: for: '1ms' is not within 500ms to 1h",
                "{ env: [ A ] } | 4:15: env: 'A' is no NAME=value",
                "{ fits: { memory.swap.peak: \"<= 80%\" } } | 4:34: memory.swap.peak: a percentage is of the limit, and the limits have none of memory.swap.peak",
                "{ fits: { log.size: \"<= 1m\" } } | 4:26: log.size is not measured of an app",
                "{ load: { http: \":80/\" } } | 4:14: load needs http and rate, such as { http: \":8080/work\", rate: 50/s }",
                "{ load: { http: \":80/\", rate: 50 } } | 4:36: rate: '50' is no rate, such as 50/s or 30/m",
                "{ load: { http: \":80/\", rate: 2000/s } } | 4:36: rate: '2000/s' is not within 0.1/s to 1000/s",
                "{ load: { http: \":80/\", rate: 1000/s }, for: 5m } | 4:14: load: more than 100000 requests: take a lower rate, or a shorter 'for'",
                "{ load: { http: \":80/\", rate: 1/s, headers: { \"A B\": c } } } | 4:52: the name of a header must be a plain word",
                "{ load: { http: \":80/\", rate: 1/s, method: put } } | 4:49: method: 'put' is no method, such as POST",
                "{ ready: { exit: true }, load: { http: \":80/\", rate: 1/s } } | 4:37: load: an app that is ready at its end is asked nothing",
                "{ fits: { http.p95: \"<= 9ms\" } } | 4:26: http.p95 needs a load: load: { http: \":8080/\", rate: 50/s }",
                "{ beside: [] } | 4:16: beside is empty: nothing would run beside the app",
                "{ beside: { where: rival } } | 4:16: beside needs a load: stress, stress-ng, fio or run",
                "{ beside: { stress: --cpu 1, run: a } } | 4:16: beside has one load, not 2: stress, run",
                "{ beside: { stress: --cpu 1, where: host } } | 4:42: where: 'host' is neither container, which is the app's own, nor rival, which is one beside it",
                "{ beside: [ { stress-ng: --all 1 } ] } | 4:31: stress-ng: --all is not allowed: it picks loads by itself",
                "{ beside: { stress: --cpu 1, wehre: rival } } | 4:35: unknown key 'wehre' in beside; did you mean 'where'?",
                "{ ready: { exit: true }, beside: { run: a } } | 4:39: beside: an app that is ready at its end is not watched, and nothing runs beside it",
                "{ jvm: yes } | 4:13: jvm: 'yes' is neither check nor skip",
                "{ jvm: { heap: G1 } } | 4:21: jvm.heap: 'G1' is neither check nor skip",
                "{ jvm: { gc: CMS } } | 4:19: jvm.gc: 'CMS' is none of check, skip and ConcMarkSweep, Epsilon, G1, Parallel, Serial, Shenandoah, Z",
                "{ jvm: { heep: skip } } | 4:15: unknown key 'heep' in jvm; did you mean 'heap'?",
                "{ redy: {} } | 4:8: unknown key 'redy' in app; did you mean 'ready'?",
                "[] | 4:6: app is empty: nothing would be proven",
            })
    void whatIsWrongIsSaidWithItsPlace(String app, String finding) {
        assertThat(findings("app: " + app)).contains("limits.yaml:" + finding);
    }

    @Test
    void twoAppsOfOneNameAreAFinding() {
        assertThat(findings("app: [ {}, {} ]"))
                .containsExactly("limits.yaml:4:12: there is an app 'app' already: give each a name of its own");
    }

    @Test
    void whatOnlyAnAppHasIsNoClaimOfAnotherLoad() {
        assertThat(findings("trials: [ { run: a, fits: { ready.seconds: \"<= 3s\" } } ]"))
                .containsExactly("limits.yaml:4:44: ready.seconds is measured of an app alone");
    }

    /** Claims of other loads may be percentages as well, of the trial's own limits. */
    @Test
    void whatItNeedsHasAnImageAndANameToReachItBy() throws Exception {
        Service service = app("""
                app:
                  network: backend
                  needs:
                    - { image: "localhost:5000/library/postgres:17@sha256:aa", env: { POSTGRES_PASSWORD: x }, ready: { exec: pg_isready, within: 20s } }
                    - { name: cache, image: redis }
                """).service();

        assertThat(service.network()).contains("backend");
        assertThat(service.needs())
                .extracting(Dependency::toString)
                .containsExactly("postgres (localhost:5000/library/postgres:17@sha256:aa)", "cache (redis)");
        assertThat(service.needs().get(0).service().within()).isEqualTo(Duration.ofSeconds(20));
        assertThat(app("app: { needs: { image: redis } }\n").service().needs()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { needs: { name: db } }                               | needs lacks an image: what is to run beside the app
            { needs: { image: "a b" } }                           | 'a b' is no image
            { needs: { image: a, name: "-" } }                    | '-' is no name of a host
            { needs: [ { image: a }, { image: "b/a:2" } ] }       | needs has a 'a' already: give each a name of its own
            { network: host }                                     | 'host' is no network of the engine's: name one that 'docker network ls' shows, but host
            { network: "container:x" }                            | 'container:x' is no network of the engine's: name one that 'docker network ls' shows, but host
            """)
    void refusesNeedsAndNetworksThatAreNone(String app, String message) {
        assertThat(findings("app: " + app + "\n")).hasSize(1).first().asString().endsWith(message);
    }

    @Test
    void aPercentageIsOfTheTrialsOwnLimit() throws Exception {
        Policy policy = policy("""
                trials:
                  - { run: a, limits: { mem_limit: 100m }, fits: { memory.peak: "<= 50%" } }
                  - { run: b, limits: { mem_limit: 100m }, fits: { memory.working_set: "<= 50%" } }
                """);

        assertThat(policy.trials())
                .flatExtracting(trial -> trial.expectations())
                .extracting(expectation -> ((Expectation.Fits) expectation).bound())
                .containsExactly(new AtMost(50 << 20), new AtMost(50 << 20));
    }

    private static Optional<Readiness> ready(String text) throws InvalidPolicyException {
        return app("app: { ready: " + text + " }\n").service().readiness();
    }

    private static DeclaredApp app(String yaml) throws InvalidPolicyException {
        return policy(yaml).apps().get(0);
    }

    private static Policy policy(String yaml) throws InvalidPolicyException {
        return PolicyReader.parse(
                "limits.yaml", "limits:\n  { cpus: 1, mem_limit: 256m,\n    pids_limit: 100 }\n" + yaml);
    }

    private static List<String> findings(String yaml) {
        InvalidPolicyException invalid = catchThrowableOfType(InvalidPolicyException.class, () -> policy(yaml));
        return invalid.findings().stream().map(Finding::toString).toList();
    }
}
