package io.github.containerlimits.policy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service's keys are in a policy. */
class TranslationTest {
    @TempDir
    private Path directory;

    private ComposeProject project;

    @BeforeEach
    void project() {
        project = new ComposeProject(directory);
    }

    private ComposeProject service(String text) throws IOException {
        return project.file("compose.yaml", "services: { web: { mem_limit: 64m, " + text + " } }");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ports: [ '80:80' ], networks: { a: ~ }, depends_on: [ db ], environment: { A: $$B }, x-mine: { mem: 1 }",
                "image: shop, build: { shm_size: 1g }, command: 'echo ${', restart: always, cap_add: [ ALL ]",
                "logging: { options: { tag: '{{.Name}}' } }"
            })
    void whatIsNoResourceIsPassedOverInSilence(String text) throws IOException, InvalidPolicyException {
        service(text);

        assertThat(project.limits("compose.yaml")).hasSize(1);
        assertThat(project.remarks("compose.yaml")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cpu_rt_runtime: 1ms                         | 1:36: cpu_rt_runtime is not looked at
            cpu_count: 2                                | 1:36: cpu_count is not looked at
            isolation: process                          | 1:36: isolation is not looked at
            ulimits: { somethingelse: 1 }               | 1:47: 'somethingelse' in ulimits is not known, and not looked at
            storage_opt: { other: 1 }                   | 1:51: 'other' in storage_opt is not known, and not looked at
            logging: { options: { max-file: 3 } }       | 1:36: logging has no max-size: nothing bounds a file of the log
            logging: { driver: local, options: { max-size: 30k } } | 1:83: logging.options.max-size of 30k is not looked at: below 64 KiB a size is not told from its last line
            cpus: 0.000                                 | 1:42: cpus of 0.000 is no limit
            memswap_limit: 0                            | 1:51: memswap_limit of 0 is no limit
            pids_limit: -1                              | 1:48: pids_limit of -1 is no limit
            cpuset: '${N-}'                             | 1:44: cpuset is empty: nothing is set
            cgroup_parent: ''                           | 1:51: cgroup_parent is empty: nothing is set
            mem_swappiness: 0                           | 1:52: Compose never sends a mem_swappiness of 0: the engine's own is in force
            deploy: { resources: { limits: { memory: 64m, pids: -1 } } } | 1:88: deploy.resources.limits.pids of -1 is no limit
            something_new: 1                            | 1:36: 'something_new' in services.web is not known, and not looked at
            pids_limit: $NONE, cpus: 0                  | 1:48: the variable NONE is not set, and taken as blank
            """)
    void whatIsNotLookedAtIsSaid(String text, String remark) throws IOException, InvalidPolicyException {
        service(text.replace("$NONE", "'${NONE}9'"));

        assertThat(project.remarks("compose.yaml")).contains("compose.yaml:" + remark);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            pids_limit: 0x10      | pids_limit 16 at compose.yaml:1:48
            pids_limit: 010       | pids_limit 8 at compose.yaml:1:48
            pids_limit: 0o10      | pids_limit 8 at compose.yaml:1:48
            pids_limit: 1_0       | pids_limit 10 at compose.yaml:1:48
            pids_limit: '${N-9}'  | pids_limit 9 at compose.yaml:1:48
            ulimits: { nofile: { soft: 0x40, hard: 128 } } | ulimits.nofile 64, at most 128 at compose.yaml:1:55
            oom_kill_disable: yes | oom_kill_disable true at compose.yaml:1:54
            oom_kill_disable: 'On' | oom_kill_disable true at compose.yaml:1:54
            oom_kill_disable: '${N-no}' | oom_kill_disable false at compose.yaml:1:54
            logging: { driver: '', options: { max-size: 1m } } | logging 977 KiB at compose.yaml:1:80
            logging: { driver: '${N-}', options: { max-size: 1m, compress: 'true', max-file: 2 } } | logging 2 × 977 KiB at compose.yaml:1:85
            cpus: 6e-1            | cpus 0.6 CPUs at compose.yaml:1:42
            pids_limit: 2e1       | pids_limit 20 at compose.yaml:1:48
            pids_limit: 20.9      | pids_limit 20 at compose.yaml:1:48
            deploy: { resources: { limits: { memory: 64m, pids: 7.0 } } } | pids_limit 7 at compose.yaml:1:88
            shm_size: 0.0, pids_limit: 9 | pids_limit 9 at compose.yaml:1:63
            cpuset: '${N-1}'      | cpuset 1 at compose.yaml:1:44
            cpus: .6              | cpus 0.6 CPUs at compose.yaml:1:42
            cpus: '2.'            | cpus 2 CPUs at compose.yaml:1:42
            ulimits: { nofile: { soft: 64, hard: 128 } } | ulimits.nofile 64, at most 128 at compose.yaml:1:55
            logging: { driver: syslog } | logging syslog at compose.yaml:1:45
            tmpfs: '/tmp:size=64m' | tmpfs.size 64 MiB on /tmp at compose.yaml:1:43
            volumes: [ { type: tmpfs, target: /tmp, tmpfs: { size: 65536 } } ] | tmpfs.size 64 KiB on /tmp at compose.yaml:1:47
            logging: { driver: json-file, options: { max-size: 1m, tag: x } } | logging 977 KiB at compose.yaml:1:87
            blkio_config: { device_read_bps: [ { path: /dev/sda, rate: 12mb } ] } | device_read_bps 12 MiB/s on /dev/sda at compose.yaml:1:95
            shm_size: 64M         | shm_size 64 MiB at compose.yaml:1:46
            storage_opt: { size: 1G } | storage_opt.size 1 GiB at compose.yaml:1:57
            x-container-limits: { limits: { pids_limit: 7 } } | pids_limit 7 at compose.yaml:1:80
            x-container-limits: { limits: { mem_limit: 32m } } | mem_limit 32 MiB at compose.yaml:1:79
            """)
    void takesKeysAsTheyAre(String text, String limit) throws IOException, InvalidPolicyException {
        service(text);

        assertThat(project.limits("compose.yaml")).contains(limit);
    }

    @ParameterizedTest
    @CsvSource({
        "10m, 9.54 MiB",
        "1.5MB, 1.43 MiB",
        "100k, 97.7 KiB",
        "1 GiB, 954 MiB",
        "1048576, 1 MiB",
        "'1048576', 1 MiB"
    })
    void theSizeOfALogIsInPowersOf1000AsAnEngineTakesIt(String size, String taken)
            throws IOException, InvalidPolicyException {
        service("logging: { options: { max-size: " + size + " } }");

        assertThat(project.limits("compose.yaml")).contains("logging " + taken + " at compose.yaml:1:68");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mem_limt: 1g                    | 1:36: unknown key 'mem_limt' in services.web; did you mean 'mem_limit'?
            memory: 1g                      | 1:36: unknown key 'memory' in services.web; did you mean 'mem_limit'?
            '--memory-swap': 1g             | 1:36: unknown key '--memory-swap' in services.web; did you mean 'memswap_limit'?
            Mem_Limit: 1g                   | 1:36: unknown key 'Mem_Limit' in services.web; did you mean 'mem_limit'?
            resources: { limits: { } }      | 1:36: unknown key 'resources' in services.web; did you mean 'deploy.resources'?
            mem_limit: 1g                   | 1:36: the key 'mem_limit' stands in services.web twice
            ulimits: { nofiles: 1 }         | 1:47: unknown key 'nofiles' in ulimits; did you mean 'nofile'?
            cpus:                           | 1:41: cpus is empty, and must be a number or string
            ulimits:                        | 1:44: ulimits is empty, and must be a mapping
            cpuset: 1                       | 1:44: cpuset must be a string: write "1", with quotes
            shm_size: 1e8                   | 1:46: shm_size: of 1e8 Compose makes no limit, since it is no whole number: write 100000000
            memswap_limit: 99999999.5       | 1:51: memswap_limit: of 99999999.5 Compose makes no limit, since it is no whole number: write 99999999
            blkio_config: { device_read_bps: [ { path: /dev/sda, rate: 1e6 } ] } | 1:95: device_read_bps: of 1e6 Compose makes no limit, since it is no whole number: write 1000000
            deploy: { resources: { limits: { cpus: } } } | 1:74: deploy.resources.limits.cpus must be a number or string, and is empty
            deploy: { resources: { reservations: { memory: 67108864 } } } | 1:83: deploy.resources.reservations.memory must be a string: write "67108864", with quotes
            trials: []                      | 1:36: unknown key 'trials' in services.web; did you mean 'x-container-limits.trials'?
            cpus: 512q                      | 1:42: cpus: '512q' is no number of CPUs, such as 0.5
            shm_size: ''                    | 1:46: shm_size: '' is no size, such as 512m, 1g or 65536
            shm_size: '50$'                 | 1:46: services.web.shm_size: invalid interpolation format: '50$'. You may need to escape any $ with another $
            shm_size: '${A?set it}'         | 1:46: services.web.shm_size: required variable A is missing a value: set it
            x-container-limits: { trails: [] } | 1:58: unknown key 'trails' in x-container-limits; did you mean 'trials'?
            x-container-limits: 1           | 1:56: x-container-limits must be a mapping of keys to values
            logging: { max-size: 1m }       | 1:47: unknown key 'max-size' in logging; did you mean 'options.max-size'?
            logging: { option: { max-size: 1m } } | 1:47: unknown key 'option' in logging; did you mean 'options'?
            logging: { options: }           | 1:55: logging.options is empty, and must be a mapping
            logging: { driver: local, options: } | 1:70: logging.options is empty, and must be a mapping
            logging: { options: { max_size: 1m } } | 1:58: unknown key 'max_size' in logging.options; did you mean 'max-size'?
            logging: { options: { max-size: 1m, compress: true } } | 1:82: logging.options.compress must be a string or number: write "true", with quotes
            logging: { driver: awslogs, options: { awslogs-create-group: True } } | 1:97: logging.options.awslogs-create-group must be a string or number: write "True", with quotes
            storage_opt: 2g                 | 1:49: storage_opt must be a mapping of keys to values
            """)
    void findsWhatIsWrong(String text, String finding) throws IOException {
        service(text);

        assertThat(project.findings("compose.yaml")).contains("compose.yaml:" + finding);
    }

    static List<String> keysOfResources() {
        return Keys.all().stream()
                .filter(Keys::isRead)
                .filter(key -> !Set.of("extends", "image", "deploy", Keys.OURS).contains(key))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("keysOfResources")
    void nothingOfResourcesIsDroppedWithoutARowOrALine(String key) throws IOException {
        project.file(
                "compose.yaml",
                "services: { web: { " + key + ": 64, x-container-limits: { limits: { cpuset: '0' } } } }");
        try {
            Policy policy = project.read("compose.yaml");
            boolean isLimit = policy.limits().limits().stream()
                    .anyMatch(limit -> limit.kind().path().get(0).equals(key));
            assertThat(isLimit || !policy.remarks().isEmpty()).isTrue();
        } catch (InvalidPolicyException e) {
            assertThat(e.findings()).isNotEmpty();
        }
    }

    @Test
    void ourOwnWordsBesideTheServices() throws IOException {
        project.file("compose.yaml", """
                services: { web: { mem_limit: 64m } }
                x-container-limits: { derive: false }
                """);

        assertThat(project.findings("compose.yaml"))
                .containsExactly("compose.yaml:2:1: x-container-limits stands in a service, not beside the services");
    }

    @Test
    void trialsOfOurOwnStandInTheService() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", """
                services:
                  web:
                    mem_limit: 64m
                    x-container-limits:
                      on_unproven: warn
                      trials: [ { run: "sh -c 'echo $$HOME'", fits: { exit: 0 } } ]
                """);

        assertThat(project.read("compose.yaml").trials())
                .singleElement()
                .satisfies(trial -> assertThat(trial.load().arguments()).containsExactly("sh", "-c", "echo $HOME"));
    }
}
