package io.github.containerlimits.policy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of old beside {@code deploy.resources}. */
class ResourcesTest {
    @TempDir
    private Path directory;

    private ComposeProject project;

    @BeforeEach
    void project() {
        project = new ComposeProject(directory);
    }

    private ComposeProject service(String text) throws IOException {
        return project.file("compose.yaml", "services: { web: { " + text + " } }");
    }

    @Test
    void deploysLimitsAreLimits() throws IOException, InvalidPolicyException {
        service("deploy: { replicas: 2, resources: { limits: { cpus: '0.50', memory: 512M, pids: 100 } } }");

        assertThat(project.limits("compose.yaml"))
                .containsExactly(
                        "cpus 0.5 CPUs at compose.yaml:1:72",
                        "mem_limit 512 MiB at compose.yaml:1:88",
                        "pids_limit 100 at compose.yaml:1:100");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mem_limit: 512m  | memory: '536870912'
            mem_limit: 0     | memory: 512m
            cpus: .5         | cpus: '0.50'
            pids_limit: 9    | pids: '9'
            """)
    void bothMaySayTheSame(String classic, String deployed) throws IOException, InvalidPolicyException {
        service(classic + ", deploy: { resources: { limits: { " + deployed + " } } }");

        assertThat(project.limits("compose.yaml")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mem_limit: 512m  | limits: { memory: 256m }        | 1:31: can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory': 512m here, '256m' at compose.yaml:1:78. Write it in one of the two places
            mem_limit: 512m  | limits: { cpus: 1 }             | 1:31: can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory': 512m here, and nothing at compose.yaml:1:68, which Compose takes for 0. Write it in one of the two places
            mem_limit: 512q  | limits: { memory: 512m }        | 1:31: can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory': 512q here, '512m' at compose.yaml:1:78. Write it in one of the two places
            cpus: 1          | limits: { cpus: 0.5 }           | 1:26: can't set distinct values on 'cpus' and 'deploy.resources.limits.cpus': 1 here, '0.5' at compose.yaml:1:68. Write it in one of the two places
            pids_limit: 9    | limits: { pids: 8 }             | 1:32: can't set distinct values on 'pids_limit' and 'deploy.resources.limits.pids': 9 here, '8' at compose.yaml:1:74. Write it in one of the two places
            mem_reservation: 9m | reservations: { memory: 8m } | 1:37: can't set distinct values on 'mem_reservation' and 'deploy.resources.reservations.memory': 9m here, '8m' at compose.yaml:1:88. Write it in one of the two places
            """)
    void whereTheyDifferComposeRefusesIt(String classic, String deployed, String finding) throws IOException {
        service(classic + ", deploy: { resources: { " + deployed + " } }");

        assertThat(project.findings("compose.yaml")).containsExactly("compose.yaml:" + finding);
    }

    @Test
    void aReservationOfOneThingIsNoLimitOfAnother() throws IOException, InvalidPolicyException {
        service("mem_limit: 64m, deploy: { resources: { reservations: { cpus: '0.25', devices: [ ] } } }");

        assertThat(project.limits("compose.yaml")).containsExactly("mem_limit 64 MiB at compose.yaml:1:31");
        assertThat(project.remarks("compose.yaml"))
                .containsExactly(
                        "compose.yaml:1:75: deploy.resources.reservations.cpus is not looked at",
                        "compose.yaml:1:89: deploy.resources.reservations.devices is not looked at");
    }

    @Test
    void findsMistypedKeys() throws IOException {
        service("deploy: { resources: { limits: { memry: 64m } } }");

        assertThat(project.findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:1:53: unknown key 'memry' in deploy.resources.limits; did you mean 'memory'?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            resources: , limits: { memory: 64m }                 | deploy.resources is empty, and must be a mapping
            resources: , limits: { memory: 64m }                 | unknown key 'limits' in deploy; did you mean 'resources.limits'?
            resources: { limits: , memory: 64m }                 | deploy.resources.limits is empty, and must be a mapping
            resources: { limits: , memory: 64m }                 | unknown key 'memory' in deploy.resources; did you mean 'limits.memory'?
            resources: { limits: { pids: 9 } }, reservations: {} | unknown key 'reservations' in deploy; did you mean 'resources.reservations'?
            resources: { limits: [ memory, 64m ] }               | deploy.resources.limits must be a mapping of keys to values
            resources: { limits: { mem_limit: 64m } }            | unknown key 'mem_limit' in deploy.resources.limits; did you mean 'memory'?
            resources: { reservations: { mem: 64m } }            | unknown key 'mem' in deploy.resources.reservations; did you mean 'memory'?
            resources: { limits: { swap: 64m } }                 | unknown key 'swap' in deploy.resources.limits
            resource: { limits: { memory: 64m } }                | unknown key 'resource' in deploy; did you mean 'resources'?
            memory: 64m                                          | unknown key 'memory' in deploy; did you mean 'resources.limits.memory'?
            """)
    void whatStandsInAnotherPlaceOfDeployIsAFindingAsComposeRefusesIt(String deploy, String finding)
            throws IOException {
        service("mem_reservation: 9m, deploy: { " + deploy + " }");

        assertThat(project.findings("compose.yaml")).anyMatch(found -> found.endsWith(": " + finding));
    }

    @Test
    void whatDeploySaysOfAnythingElseIsPassedOver() throws IOException, InvalidPolicyException {
        service(
                "mem_limit: 64m, deploy: { replicas: 2, restart: always, x-own: 1, resources: { x-own: 2, limits: { x-own: 3,"
                        + " memory: 64m } } }");

        assertThat(project.limits("compose.yaml")).hasSize(1);
        assertThat(project.remarks("compose.yaml"))
                .containsExactly("compose.yaml:1:59: 'restart' in deploy is not known, and not looked at");
    }

    @Test
    void anEmptyDeploySaysNothing() throws IOException, InvalidPolicyException {
        service("mem_limit: 64m, deploy: ");

        assertThat(project.limits("compose.yaml")).hasSize(1);
        assertThat(project.remarks("compose.yaml")).isEmpty();
    }
}
