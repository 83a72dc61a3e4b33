package io.github.containerlimits.policy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which service's limits are read, of which file. */
class ComposeTest {
    private final ComposeProject project = new ComposeProject();

    @Test
    void aComposeFileIsAPolicy() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", """
                services:
                  shop:
                    image: shop:1.4
                    ports: [ "8080:80" ]
                    mem_limit: 512m
                    cpus: ".5"
                """);

        Policy policy = project.read("compose.yaml");

        assertThat(project.limits(policy))
                .containsExactly("mem_limit 512 MiB at compose.yaml:5:16", "cpus 0.5 CPUs at compose.yaml:6:11");
        assertThat(policy.remarks()).isEmpty();
    }

    @Test
    void aFileMayHaveTheVariablesOfAWholeApplication() throws IOException, InvalidPolicyException {
        String variables = IntStream.range(0, 1000)
                .mapToObj(i ->
                        "  SOME_SETTING_OF_THE_APPLICATION_" + i + ": ${SOME_SETTING_OF_THE_APPLICATION_" + i + ":-}\n")
                .collect(Collectors.joining());
        project.file(
                "compose.yaml",
                "x-shared: &shared\n" + variables
                        + "services:\n  shop:\n    environment: *shared\n    mem_limit: 512m\n");

        assertThat(project.limits("compose.yaml")).containsExactly("mem_limit 512 MiB at compose.yaml:1005:16");
    }

    @Test
    void aFileOfVersion1IsAFindingThatSaysSo() throws IOException {
        project.file("docker-compose.yml", """
                web:
                  build: .
                  mem_limit: 64m
                  log_driver: gelf
                db:
                  image: postgres
                """);

        assertThat(project.findings("docker-compose.yml"))
                .containsExactly(
                        "docker-compose.yml:1:1: this is a Compose file of version 1: Compose takes its services below"
                                + " 'services' alone");
    }

    @Test
    void whatIsNoLimitIsNotPassedOverWhereThereAreNone() throws IOException {
        project.file("compose.yaml", """
                services:
                  web: { image: "nginx:1", volumes: [ "./conf:/etc/nginx:ro", "./www:/www" ], cpuset: "" }
                """);

        assertThat(project.ofImage("shop:1").findings("compose.yaml"))
                .singleElement()
                .asString()
                .endsWith(
                        "it needs limits, trials or an app. Passed over: compose.yaml:2:87: cpuset is empty: nothing is set");
    }

    @Test
    void aPolicyTakesItsLimitsFromOneAndOverridesThem() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", """
                services:
                  shop: { mem_limit: 512m, cpus: 1, pids_limit: 50, ulimits: { nofile: 64 } }
                  db: { mem_limit: 1g }
                """);
        project.file("limits.yaml", """
                limits: { from: compose.yaml, service: shop, mem_limit: 256m, pids_limit: ~ }
                on_unproven: warn
                """);

        Policy policy = project.read("limits.yaml");

        assertThat(project.limits(policy))
                .containsExactlyInAnyOrder(
                        "mem_limit 256 MiB at limits.yaml:1:57",
                        "cpus 1 CPUs at compose.yaml:2:34",
                        "ulimits.nofile 64 at compose.yaml:2:72");
        assertThat(policy.onUnproven()).containsKey("cpus");
    }

    @Test
    void theServiceIsTheOneOfTheImageUnlessItIsNamed() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", """
                services:
                  db: { image: postgres, mem_limit: 1g }
                  shop: { image: "docker.io/library/${NAME}:1.4", mem_limit: 512m }
                """);

        assertThat(project.with(Map.of("NAME", "shop")).ofImage("shop:1.4").limits("compose.yaml"))
                .containsExactly("mem_limit 512 MiB at compose.yaml:3:62");
        assertThat(project.service("db").limits("compose.yaml"))
                .containsExactly("mem_limit 1 GiB at compose.yaml:2:37");
        assertThat(project.service("").ofImage("other").findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:1:1: compose.yaml has 2 services, none with the image 'other': say which with service (container-limits.service): db, shop");
        assertThat(project.service("shpo").findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:1:1: there is no service 'shpo' in compose.yaml; did you mean 'shop'? (it has db, shop)");
    }

    @Test
    void anImageThatIsNotTheProjectsIsTold() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", "services: { db: { image: postgres, mem_limit: 1g } }");

        assertThat(project.ofImage("shop:1.4").remarks("compose.yaml"))
                .containsExactly(
                        "compose.yaml:1:26: this image is not looked at: what is verified is 'shop:1.4' (container-limits.image)");
        assertThat(project.ofImage("docker.io/postgres:latest").remarks("compose.yaml"))
                .isEmpty();
    }

    @Test
    void aFileThatComposeWouldLayOverIsTold() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", "services: { db: { mem_limit: 1g } }")
                .file("compose.override.yaml", "services: { db: { cpus: 1 } }")
                .file("limits.yaml", "limits: { from: [ compose.yaml, compose.override.yaml ] }");

        assertThat(project.remarks("compose.yaml"))
                .containsExactly(
                        "compose.override.yaml:1:1: this file is not looked at: where it counts, name both, limits:"
                                + " { from: [ compose.yaml, compose.override.yaml ] }");
        assertThat(project.remarks("limits.yaml")).isEmpty();
    }

    @Test
    void aServiceWithoutLimitsIsAFinding() throws IOException {
        project.file("compose.yaml", "services: { db: { image: postgres } }");

        assertThat(project.findings("compose.yaml"))
                .containsExactly("compose.yaml:1:17: the policy is empty: it needs limits, trials or an app");
    }

    @Test
    void aServiceThatDeclaresOnlyWhatIsNoLimitIsAFindingThatSaysSo() throws IOException {
        project.file(
                "compose.yaml", "services: { db: { image: postgres, cpus: 0.0, pids_limit: -1, cpu_rt_runtime: 9 } }");

        assertThat(project.findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:1:17: the policy is empty: it needs limits, trials or an app. Passed over: "
                                + "compose.yaml:1:42: cpus of 0.0 is no limit; "
                                + "compose.yaml:1:59: pids_limit of -1 is no limit; "
                                + "compose.yaml:1:63: cpu_rt_runtime is not looked at");
    }

    /** Wherever the value stands, and whatever its reader would have liked better. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cpus: '${LEFT_OUT?tell}'",
                "mem_limit: '${LEFT_OUT?tell}'",
                "blkio_config: { device_read_bps: [ { path: '${LEFT_OUT?tell}', rate: 1m } ] }",
                "deploy: { resources: { limits: { memory: '${LEFT_OUT?tell}' } } }",
                "tmpfs: '${LEFT_OUT?tell}'",
                "ulimits: { nofile: '${LEFT_OUT?tell}' }",
            })
    void aVariableThatIsMissingIsOneFinding(String key) throws IOException {
        project.file("compose.yaml", "services: { db: { cpu_shares: 9, " + key + " } }");

        assertThat(project.findings("compose.yaml"))
                .singleElement()
                .asString()
                .endsWith(": required variable LEFT_OUT is missing a value: tell");
    }

    @Test
    void whatThePolicyDependsOnIsKept() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", "services: { db: { mem_limit: 1g }, web: { mem_limit: 1g } }");

        assertThat(project.service("db").read("compose.yaml").readFrom())
                .isNotEqualTo(project.service("web").read("compose.yaml").readFrom());
    }
}
