package io.github.containerlimits.policy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service of several places: anchors, extends, include, files that override, variables. */
class ModelReaderTest {
    @TempDir
    private Path directory;

    private ComposeProject project;

    @BeforeEach
    void project() throws IOException {
        project = new ComposeProject(directory.toRealPath().resolve("shop")).file("x", "");
    }

    @Test
    void anchorsAndMergesAreUnfolded() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", """
                x-base: &base { mem_limit: 64m, pids_limit: 9 }
                x-more: &more { <<: *base, pids_limit: 8, cpus: 1 }
                x-log: &log { options: { max-size: 1m } }
                services:
                  web:
                    <<: [ *more, { cpus: 2, cpu_shares: 512 } ]
                    cpu_shares: 1024
                    logging: *log
                """);

        assertThat(project.limits("compose.yaml"))
                .containsExactlyInAnyOrder(
                        "mem_limit 64 MiB at compose.yaml:1:28",
                        "pids_limit 8 at compose.yaml:2:40",
                        "cpus 1 CPUs at compose.yaml:2:49",
                        "cpu_shares 1024 at compose.yaml:7:17",
                        "logging 977 KiB at compose.yaml:3:36");
    }

    @Test
    void twoMergesInOneMappingAreAFinding() throws IOException {
        project.file("compose.yaml", """
                x-a: &a { mem_limit: 64m }
                x-b: &b { pids_limit: 9 }
                services:
                  web:
                    <<: *a
                    <<: *b
                """);

        assertThat(project.findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:6:5: << stands in services.web twice: merge a list, as in <<: [ *one, *other ]");
    }

    @Test
    void aServiceExtendsAnotherOfItsFileOrOfAnother() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", """
                services:
                  web: { extends: { service: base, file: common/base.yaml }, cpus: 1 }
                  two: { extends: web, mem_limit: 32m }
                """).file("common/base.yaml", """
                services:
                  base: { extends: deeper, mem_limit: 64m, volumes: [ ./x:/x ] }
                  deeper: { pids_limit: 9, mem_limit: 1g, ulimits: { nofile: 99 } }
                """);
        Files.writeString(directory.resolve("shop/common/x"), "a file beside the file that names it");

        assertThat(project.service("two").limits("compose.yaml"))
                .containsExactlyInAnyOrder(
                        "cpus 1 CPUs at compose.yaml:2:68",
                        "mem_limit 32 MiB at compose.yaml:3:35",
                        "pids_limit 9 at common/base.yaml:3:25",
                        "ulimits.nofile 99 at common/base.yaml:3:62");
        assertThat(project.remarks("compose.yaml"))
                .containsExactly("common/base.yaml:2:55: nothing is mounted at /x: it is no directory of the host");
    }

    @Test
    void whatCanNotBeExtendedIsAFinding() throws IOException {
        project.file("compose.yaml", """
                services:
                  a: { extends: b }
                  b: { extends: { service: a } }
                  c: { extends: bb }
                  d: { extends: { file: none.yaml, service: a } }
                  e: { extends: { file: other.yaml, service: a } }
                  f: { extends: { file: other.yaml } }
                  g: { extends: { file: "https://example.org/compose.yaml", service: a } }
                """).file("other.yaml", "services: { b: { mem_limit: 512q } }");

        assertThat(project.service("a").findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:2:3: a service extends itself: a in compose.yaml extends b in compose.yaml extends a in compose.yaml");
        assertThat(project.service("c").findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:4:17: cannot extend service 'c': service 'bb' not found in compose.yaml; did you mean 'b'?");
        assertThat(project.service("d").findings("compose.yaml"))
                .containsExactly("compose.yaml:5:25: there is no file 'none.yaml'");
        assertThat(project.service("e").findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:6:46: cannot extend service 'e': service 'a' not found in other.yaml; did you mean 'b'?");
        assertThat(project.service("f").findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:7:17: extends needs a service, such as { service: base, file: common.yaml }");
        assertThat(project.service("g").findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:8:25: 'https://example.org/compose.yaml' is not read: only files of this machine are");
    }

    @Test
    void aFileIncludesOthersWithVariablesOfTheirOwn() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", """
                include:
                  - db/compose.yaml
                  - { path: [ web.yaml, web.override.yaml ], env_file: web.env }
                services: { shop: { mem_limit: "${MEM}" } }
                """)
                .file(".env", "MEM=16m")
                .file("db/compose.yaml", "services: { db: { mem_limit: '${MEM}', pids_limit: '${PIDS}' } }")
                .file("db/.env", "MEM=32m\nPIDS=9")
                .file("web.yaml", "services: { web: { mem_limit: 1g, cpus: 1 } }")
                .file("web.override.yaml", "services: { web: { mem_limit: '${WEB}' } }")
                .file("web.env", "WEB=64m");

        assertThat(project.service("shop").limits("compose.yaml"))
                .containsExactly("mem_limit 16 MiB at compose.yaml:4:32");
        assertThat(project.service("db").limits("compose.yaml"))
                .as("the including file's variables come first")
                .containsExactly("mem_limit 16 MiB at db/compose.yaml:1:30", "pids_limit 9 at db/compose.yaml:1:52");
        assertThat(project.service("web").limits("compose.yaml"))
                .containsExactly("mem_limit 64 MiB at web.override.yaml:1:31", "cpus 1 CPUs at web.yaml:1:41");
    }

    @Test
    void whatIsIncludedMayNeitherGoRoundNorBeThereTwice() throws IOException {
        project.file("compose.yaml", "{ include: [ a.yaml ], services: { web: { mem_limit: 1g } } }")
                .file("a.yaml", "{ include: b.yaml }")
                .file("b.yaml", "{ include: [ { path: compose.yaml } ] }");

        assertThat(project.service("web").findings("compose.yaml"))
                .contains(
                        "b.yaml:1:22: include cycle detected: compose.yaml includes a.yaml includes b.yaml includes compose.yaml");

        project.file("a.yaml", "{ services: { web: { mem_limit: 2g } } }");
        assertThat(project.findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:1:36: services.web conflicts with imported resource: a file that is included has another one");
    }

    @Test
    void whatIsIncludedMayBeThereTwiceWhereItIsTheSame() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", "{ include: [ a.yaml ], services: { web: { mem_limit: 64m, cpus: 1 } } }")
                .file("a.yaml", "services: { web: { cpus: 1, mem_limit: 64m } }");

        assertThat(project.service("web").limits("compose.yaml")).hasSize(2);
    }

    @Test
    void laterFilesOverrideEarlierOnes() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", """
                services:
                  web:
                    mem_limit: 1g
                    cpus: 1
                    pids_limit: 9
                    tmpfs: /run
                    ulimits: { nofile: { soft: 64, hard: 128 } }
                    logging: { driver: local, options: { max-size: 1m } }
                    blkio_config: { device_read_bps: [ { path: /dev/sda, rate: 1m } ] }
                    volumes: [ "data:/data", "/cache" ]
                """)
                .file("compose.override.yaml", """
                services:
                  web:
                    mem_limit: 64m
                    cpus: ~
                    pids_limit: !reset null
                    tmpfs: [ /tmp ]
                    ulimits: { nofile: 99 }
                    logging: { driver: json-file, options: { max-size: 2m } }
                    blkio_config: { device_read_bps: [ { path: /dev/sdb, rate: 2m } ] }
                    volumes: !override [ "/data" ]
                """)
                .file("limits.yaml", "limits: { from: [ compose.yaml, compose.override.yaml ] }");

        assertThat(project.limits("limits.yaml"))
                .containsExactlyInAnyOrder(
                        "mem_limit 64 MiB at compose.override.yaml:3:16",
                        "cpus 1 CPUs at compose.yaml:4:11",
                        "ulimits.nofile 99 at compose.override.yaml:7:24",
                        "logging 1.91 MiB at compose.override.yaml:8:56",
                        "device_read_bps 1 MiB/s on /dev/sda at compose.yaml:9:64",
                        "device_read_bps 2 MiB/s on /dev/sdb at compose.override.yaml:9:64");
        assertThat(project.read("limits.yaml").limits().tmpfs())
                .hasSize(2)
                .asString()
                .contains("/run", "/tmp");
        assertThat(project.read("limits.yaml").limits().volumes()).hasSize(1);
    }

    @Test
    void oneThingInTwoPlacesMayStandInTwoFiles() throws IOException {
        project.file("compose.yaml", "services: { web: { deploy: { resources: { limits: { memory: 1g } } } } }")
                .file("over.yaml", "services: { web: { mem_limit: 2g } }")
                .file("limits.yaml", "limits: { from: [ compose.yaml, over.yaml ] }");

        assertThat(project.findings("limits.yaml"))
                .containsExactly(
                        "over.yaml:1:31: can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory':"
                                + " 2g here, '1g' at compose.yaml:1:61. Write it in one of the two places");
    }

    @Test
    void variablesComeFromTheEnvironmentTheBuildAndAFile() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", "services: { web: { mem_limit: '${A}', shm_size: '${B}', pids_limit: $C } }")
                .file(".env", "A=1m\nB=1m\nC=9");

        assertThat(project.with(Map.of("A", "64m"))
                        .withProperties(Map.of("A", "2m", "B", "32m"))
                        .limits("compose.yaml"))
                .containsExactlyInAnyOrder(
                        "mem_limit 64 MiB at compose.yaml:1:31",
                        "shm_size 32 MiB at compose.yaml:1:49",
                        "pids_limit 9 at compose.yaml:1:69");
        assertThat(project.read("compose.yaml").readFrom()).contains("A=64m", "B=32m", ".env\nA=1m\nB=1m\nC=9");
        assertThat(project.with(Map.of("A", "64m", "COMPOSE_DISABLE_ENV_FILE", "1"))
                        .findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:1:69: pids_limit: '' is no whole number; the variable C is not set, and taken as blank");
    }

    @Test
    void aFindingOnAVariableThatIsNotSetNamesItAtItsOwnPlace() throws IOException {
        project.file("compose.yaml", """
                services:
                  web:
                    image: "shop:${VERSION}"
                    deploy:
                      resources:
                        limits:
                          memory: ${MEM_LIMIT}
                          cpus: "${CPUS:-}"
                """);

        assertThat(project.findings("compose.yaml"))
                .containsExactly(
                        "compose.yaml:7:19: mem_limit: '' is no size, such as 512m, 1g or 65536; the variable MEM_LIMIT is not"
                                + " set, and taken as blank",
                        "compose.yaml:8:17: cpus: '' is no number of CPUs, such as 0.5");
    }

    @Test
    void aVariableOfAnImageThatIsNotSetIsOfNoConcern() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", "services: { web: { image: \"shop:${VERSION}\", mem_limit: 64m } }");

        assertThat(project.remarks("compose.yaml")).isEmpty();
    }

    @Test
    void aMistakeInAFileOfVariablesHasItsPlace() throws IOException {
        project.file("compose.yaml", "services: { web: { mem_limit: 64m } }").file(".env", "A=1\nthis is wrong");

        assertThat(project.findings("compose.yaml"))
                .containsExactly(".env:2:1: this is no variable, such as NAME=value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.yaml", "link.yaml"})
    void aFileOutsideIsReadOnlyWhereThePolicyNamesIt(String name) throws IOException, InvalidPolicyException {
        Files.writeString(directory.resolve("outside.yaml"), "services: { web: { mem_limit: 64m } }");
        Files.createSymbolicLink(directory.resolve("shop/link.yaml"), directory.resolve("outside.yaml"));
        project.file("compose.yaml", "services: { web: { extends: { service: web, file: " + name + " } } }")
                .file("including.yaml", "include: [ " + name + " ]")
                .file("limits.yaml", "limits: { from: " + name + " }");

        assertThat(project.limits("limits.yaml")).singleElement().asString().startsWith("mem_limit 64 MiB");
        for (String file : new String[] {"compose.yaml", "including.yaml"}) {
            assertThat(project.findings(file))
                    .first()
                    .asString()
                    .endsWith("stands outside the project's directory, and is not read: name it in the policy's from");
        }
    }

    @Test
    void profilesDoNotMatterToAServiceThatIsNamed() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", "services: { web: { profiles: [ debug ], mem_limit: 64m }, db: { cpus: 1 } }");

        assertThat(project.service("web").limits("compose.yaml")).hasSize(1);
    }

    @Test
    void findsWhatIsWrongWithFrom() throws IOException {
        project.file("compose.yaml", "services: { web: { mem_limit: 64m } }").file("other.yaml", "a: 1");

        assertThat(project.file("limits.yaml", "limits: { from: none.yaml }").findings("limits.yaml"))
                .containsExactly("limits.yaml:1:17: there is no file 'none.yaml'");
        assertThat(project.file("limits.yaml", "limits: { from: other.yaml }").findings("limits.yaml"))
                .singleElement()
                .asString()
                .startsWith("limits.yaml:1:17: 'other.yaml' is not a Compose file");
        assertThat(project.file("limits.yaml", "limits: { from: [] }").findings("limits.yaml"))
                .containsExactly("limits.yaml:1:17: from must name a file, such as compose.yaml");
        assertThat(project.file("limits.yaml", "limits: { from: compose.yaml, from: compose.yaml }")
                        .findings("limits.yaml"))
                .containsExactly("limits.yaml:1:31: the key 'from' stands in limits twice");
        assertThat(project.file("limits.yaml", "limits: { from: compose.yaml, mem_limt: 1g }")
                        .findings("limits.yaml"))
                .containsExactly("limits.yaml:1:31: unknown key 'mem_limt' in limits; did you mean 'mem_limit'?");
    }
}
