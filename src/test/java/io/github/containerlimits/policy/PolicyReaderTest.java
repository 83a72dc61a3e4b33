package io.github.containerlimits.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.engine.Target;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.LogSize;
import io.github.containerlimits.limit.Memory;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.limit.Throttle;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.way.CoreDumpsWay;
import io.github.containerlimits.way.InodesWay;
import io.github.containerlimits.way.LogWay;
import io.github.containerlimits.way.SyncWay;
import io.github.containerlimits.way.VolumeWay;
import io.github.containerlimits.way.Ways;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {
    private static final String WHOLE = """
            limits:
              cpus: 0.5
              cpuset: "1"
              cpu_shares: 512
              mem_limit: 512m
              memswap_limit: 512m
              mem_swappiness: 0
              oom_kill_disable: false
              pids_limit: 100
              shm_size: 64m
              storage_opt: { size: 2g }
              volumes: [ "data:/data" ]
              blkio_config:
                device_read_bps:   [ { path: rootfs, rate: 1m } ]
                device_write_iops: [ { path: "volume:/data", rate: 100 } ]
            trials:
              - name: random 4k reads and writes stay at 100 operations a second
                fio: --ioengine=libaio --direct=1 --rw=randrw --bs=4k --size=32M --iodepth=16 --numjobs=4
                in: /data
                for: 10s
                limits: { cpus: ~ }
                expect: { disk.write.iops: "<= 100", disk.write.bytes: "<= 10m" }
              - name: three services share the CPUs 2:1:1
                stress: --cpu 4
                limits: { cpu_shares: 512 }
                rivals: [ { cpu_shares: 256 }, { cpu_shares: 256 } ]
                expect: { cpu.share: "50% ± 10%" }
            on_unsupported: { storage_opt.size: warn }
            """;

    @Test
    void readsEveryKeyOfTheLanguage() throws InvalidPolicyException {
        Policy policy = PolicyReader.parse("limits.yaml", WHOLE);

        assertThat(policy.limits().limits())
                .extracting(Limit::key)
                .containsExactly(
                        "cpus",
                        "cpuset",
                        "cpu_shares",
                        "mem_limit",
                        "memswap_limit",
                        "mem_swappiness",
                        "oom_kill_disable",
                        "pids_limit",
                        "shm_size",
                        "storage_opt.size",
                        "device_read_bps",
                        "device_write_iops");
        assertThat(policy.limits().find(Memory.class).orElseThrow().place()).hasToString("limits.yaml:5:14");
        assertThat(policy.limits().all(Throttle.class))
                .extracting(Throttle::on)
                .containsExactly(new Target.Rootfs(), new Target.Volume("/data"));
        assertThat(policy.derive()).isTrue();
        assertThat(policy.onUnsupported()).isEqualTo(Map.of("storage_opt.size", Consequence.WARN));
        DeclaredTrial random = policy.trials().get(0);
        assertThat(random.directory()).contains("/data");
        assertThat(random.overrides().removedKeys()).containsExactly("cpus");
        assertThat(random.load().arguments()).hasSize(7).contains("--rw=randrw");
        DeclaredTrial sharing = policy.trials().get(1);
        assertThat(sharing.rivals()).hasSize(2);
        assertThat(((Expectation.Measured) sharing.expectations().get(0)).bound())
                .isEqualTo(new Bound.Within(0.5, 0.1));
    }

    @Test
    void findsEverythingAtOnceInTheFilesOrder() {
        assertThat(findings("""
                limits:
                  mem_limt: 512m
                  cpus: many
                  cpus: 1
                  pids_limit: -2
                trials:
                  - stress: --cpu 1
                """))
                .containsExactly(
                        "limits.yaml:2:3: unknown key 'mem_limt' in limits; did you mean 'mem_limit'?",
                        "limits.yaml:3:9: cpus: 'many' is no number of CPUs, such as 0.5",
                        "limits.yaml:4:3: the key 'cpus' stands in limits twice",
                        "limits.yaml:5:15: pids_limit: -2 is not within -1 to 4194304",
                        "limits.yaml:7:5: a trial needs an expectation: expect: { cpu.usage: \"<= 0.5\" } or { mem_limit: held }");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cpus: -1                                    | 1:17: cpus: '-1' is no number of CPUs, such as 0.5
            cpuset: a                                   | 1:19: cpuset: 'a' is no list of CPUs, such as 0-2,4
            cpu_shares: 1                               | 1:23: cpu_shares: 1 is not within 2 to 262144
            mem_limit: 5m                               | 1:22: mem_limit: '5m' is below 6 MiB, the least that an engine takes
            mem_limit: 12:30:45                         | 1:22: mem_limit: '12:30:45' is no size, such as 512m, 1g or 65536
            mem_limit: 9999999999999g                   | 1:22: mem_limit: '9999999999999g' is more bytes than an engine can count
            memswap_limit: 64m                          | 1:26: memswap_limit needs a mem_limit
            mem_limit: 64m, memswap_limit: 32m          | 1:42: memswap_limit of 32 MiB is below the mem_limit of 64 MiB: it is memory and swap together
            mem_swappiness: 60                          | 1:27: mem_swappiness needs a mem_limit
            mem_limit: 64m, mem_swappiness: 101         | 1:43: mem_swappiness: 101 is not within 0 to 100
            oom_kill_disable: true                      | 1:29: oom_kill_disable needs a mem_limit: without one it can use up the host's memory
            oom_kill_disable: on                        | 1:29: oom_kill_disable: 'on' is neither true nor false
            shm_size: []                                | 1:21: shm_size must be a single value
            storage_opt: 2g                             | 1:24: storage_opt must be a mapping of keys to values
            volumes: [ 'data' ]                         | 1:22: a volume: 'data' is no volume, such as data:/data, /srv/disk:/data:ro or /data
            volumes: [ 'a:/x/../y' ]                    | 1:22: a volume: '/x/../y' has steps up in it
            blkio_config: {device_read_bps: [{path: x, rate: 1}]} | 1:51: device_read_bps.path: 'x' is none of rootfs, volume:/path and /dev/name
            blkio_config: {device_read_iops: [{path: rootfs, rate: 1m}]} | 1:66: device_read_iops.rate: '1m' is no whole number
            blkio_config: {device_read_bps: [{path: 'volume:/a', rate: 1m}]} | 1:70: no volume is mounted at /a
            blkio_config: {device_read_bps: [{path: rootfs, rate: 1}, {path: rootfs, rate: 2}]} | 1:69: device_read_bps of rootfs is given twice, first at limits.yaml:1:65: an engine takes the last
            """)
    void findsAWrongLimit(String limit, String finding) {
        assertThat(findings("limits: { " + limit + " }")).containsExactly("limits.yaml:" + finding);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            run: x, stress: y, expect: {cpus: held}      | a trial has one load, not 2: stress, run
            expect: {cpus: held}                         | a trial needs a load: stress, stress-ng, fio or run
            stress: --cpu 1, expect: {}                  | expect is empty: nothing would be proven
            stress: --cpu 1, expect: {mem_limit: held}   | the trial's limits have no mem_limit
            stress: --cpu 1, expect: {cpus: 1}           | cpus: '1' is not 'held', all that can be expected of a limit
            stress: --cpu 1, expect: {cpu.usage: 1}      | cpu.usage: '1' is no bound, such as "<= 100", ">= 1.9" or "50% ± 10%"
            stress: --cpu 1, expect: {cpu.share: ">= 50%"} | cpu.share needs rivals: without one, shares bind nothing
            stress: --cpu 1, expect: {cpu: "<= 1"}       | unknown key 'cpu' in expect; did you mean 'cpu.usage'?
            stress: --cpu 1, expect: {cpu.usge: "<= 1"}  | unknown key 'cpu.usge' in expect; did you mean 'cpu.usage'?
            stress: --cpu 1, for: 2h, expect: {cpus: held} | for: '2h' is not within 500ms to 1h
            stress: --cpu 1, expect: {exit: "<= 0"}      | exit says nothing of a limit: claim it under fits
            stress: --cpu 1, fits: {}                    | fits is empty: nothing would be proven
            stress: --cpu 1, fits: {memory: 1m}          | unknown key 'memory' in fits; did you mean 'memory.peak'?
            stress: --cpu 1, fits: {memory.peak: 1m}     | memory.peak: '1m' is no bound, such as "<= 100", ">= 1.9" or "50% ± 10%"
            stress: --cpu 1, fits: {seconds: "<= 4d"}    | seconds: '4d' is no duration, such as 10s or 1m30s
            stress: --cpu 1, fits: {output: "("}         | output: '(' is no regular expression: Unclosed group
            stress: --cpu 1, fits: {cpus: held}          | unknown key 'cpus' in fits
            stress: --cpu 1, in: data, expect: {cpus: held} | in: 'data' is no absolute path
            fio: --filename=/dev/sda, expect: {cpus: held} | fio: --filename is not allowed: it names files or devices: use 'in' for where a load writes
            fio: --exec_prerun=reboot, expect: {cpus: held} | fio: --exec_prerun is not allowed: it runs a command
            fio: --exec-prerun=reboot, expect: {cpus: held} | fio: --exec-prerun is not allowed: it runs a command
            fio: --ioengine=external, expect: {cpus: held} | fio: the I/O engine 'external' is not allowed: it must be one of io_uring, libaio, mmap, posixaio, psync, pvsync, pvsync2, splice, sync, vsync
            fio: --size=50%, expect: {cpus: held}        | fio: --size must be an absolute size such as 32m, not '50%'
            fio: job.fio, expect: {cpus: held}           | fio: 'job.fio' is no option of fio of the form --name=value
            stress-ng: --cpu 0, expect: {cpus: held}     | stress-ng: --cpu of 0 takes all that the host has: give a number above 0
            stress-ng: --vm-bytes 80%, expect: {cpus: held} | stress-ng: --vm-bytes of 80% is a part of the host: give an absolute number
            stress-ng: --class cpu, expect: {cpus: held} | stress-ng: --class is not allowed: it picks loads by itself
            run: "a 'b", expect: {cpus: held}            | run: a quote is not closed
            run: "a\\nb", expect: {cpus: held}           | run: a command must stand on one line
            """)
    void findsAWrongTrial(String trial, String message) {
        assertThat(findings("limits: { cpus: 1 }\ntrials:\n  - { " + trial.replace("\"a '", "\"a '") + " }"))
                .anySatisfy(finding -> assertThat(finding).endsWith(": " + message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "~", "limits: {}", "trials: []", "limits: { cpus: 1 }\nderive: false"})
    void anEmptyPolicyIsAFinding(String yaml) {
        assertThat(findings(yaml)).hasSize(1);
    }

    @Test
    void refusesTypesCyclesBombsAndSeveralDocuments() {
        assertThat(findings("limits: !!javax.script.ScriptEngineManager [x]"))
                .containsExactly(
                        "limits.yaml:1:9: this is not YAML: Global tag is not allowed: tag:yaml.org,2002:javax.script.ScriptEngineManager");
        assertThat(findings("trials: &a [ *a ]"))
                .anySatisfy(finding -> assertThat(finding).endsWith("an alias refers to what it stands in"));
        assertThat(findings("limits: { cpus: 1 }\n---\nlimits: { cpus: 1 }"))
                .containsExactly("limits.yaml:3:1: a policy is one document, and here a second one begins");
        assertThat(findings("a: &a [x,x]\nb: &b [*a,*a]\n" + "c: [*b,*b]\n".repeat(60)))
                .isNotEmpty();
        assertThat(findings("limits: " + "[".repeat(200))).hasSize(1);
        assertThat(findings("limits: { cpus: 1 } \u0007"))
                .containsExactly("limits.yaml:1:21: this is not YAML: the character U+0007 is not allowed");
    }

    @Test
    void readsTheSizeOfTheLog() throws InvalidPolicyException {
        Policy policy = PolicyReader.parse(
                "limits.yaml", "limits: { logging: { driver: json-file, options: { max-size: 10m, max-file: 3 } } }");

        assertThat(policy.limits().find(LogSize.class)).hasValueSatisfying(log -> {
            assertThat(log.total()).contains(Bytes.ofMebibytes(30));
            assertThat(log.value()).isEqualTo("3 × 10 MiB");
        });
        assertThat(policy.waysRound()).isEqualTo(Ways.usual());
    }

    @Test
    void readsWhatBecomesOfEachWayRound() throws InvalidPolicyException {
        Policy policy = PolicyReader.parse(
                "limits.yaml", "{ limits: { cpus: 1 }, ways_round: { log: fail, inodes: skip, core_dumps: warn } }");

        assertThat(policy.waysRound())
                .containsEntry(LogWay.WAY, Consequence.FAIL)
                .containsEntry(InodesWay.WAY, Consequence.SKIP)
                .containsEntry(VolumeWay.WAY, Consequence.WARN)
                .containsEntry(CoreDumpsWay.WAY, Consequence.WARN)
                .containsEntry(SyncWay.WAY, Consequence.SKIP);
        assertThat(PolicyReader.parse("limits.yaml", "{ limits: { cpus: 1 }, ways_round: fail }")
                        .waysRound())
                .containsEntry(LogWay.WAY, Consequence.FAIL)
                .containsEntry(CoreDumpsWay.WAY, Consequence.SKIP);
    }

    @Test
    void readsWhatBecomesOfWhatIsNotProven() throws InvalidPolicyException {
        assertThat(PolicyReader.parse(
                                "limits.yaml",
                                "{ limits: { cpus: 1 }, on_unproven: { cpus: warn, memory.peak: skip } }")
                        .onUnproven())
                .isEqualTo(Map.of("cpus", Consequence.WARN, "memory.peak", Consequence.SKIP));
        assertThat(PolicyReader.parse("limits.yaml", "{ limits: { cpus: 1 }, on_unproven: warn }")
                        .onUnproven())
                .containsEntry("mem_limit", Consequence.WARN)
                .containsEntry("exit", Consequence.WARN);
        assertThat(findings("{ limits: { cpus: 1 }, on_unproven: { cpu: warn, cpus: ask } }"))
                .containsExactly(
                        "limits.yaml:1:39: unknown key 'cpu' in on_unproven; did you mean 'cpu.usage'?",
                        "limits.yaml:1:56: on_unproven.cpus: 'ask' is none of fail, warn and skip");
    }

    @Test
    void readsTheEnginesOnWhichItIsToBeVerified() throws InvalidPolicyException {
        assertThat(engines("engines: [ 'unix:///run/a.sock', 'ssh://me@b', context:c, 'ssh://me@b' ]"))
                .isEqualTo(new Engines(List.of("unix:///run/a.sock", "ssh://me@b", "context:c"), false));
        assertThat(engines("engines: swarm")).isEqualTo(new Engines(List.of("swarm"), false));
        assertThat(engines("engines: swarm, swarm: { spread: true }")).isEqualTo(new Engines(List.of("swarm"), true));
        assertThat(engines("swarm: { constraint: 'node.labels.limits==true' }"))
                .isEqualTo(new Engines(List.of("swarm:node.labels.limits==true"), false));
        assertThat(engines("derive: true")).isEqualTo(Engines.NONE);
    }

    private static Engines engines(String keys) throws InvalidPolicyException {
        return PolicyReader.parse("limits.yaml", "{ limits: { cpus: 1 }, " + keys + " }")
                .engines();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            engines: []                   | limits.yaml:1:33: engines is empty: name one, or leave the key out
            engines: npipe:a              | limits.yaml:1:33: engines: 'npipe:a' is no engine's address, such as unix:///path/of.sock, tcp://host:2376, ssh://user@host, context:NAME or swarm
            engines: [ swarm:x ]          | limits.yaml:1:35: engines: 'swarm:x' is no engine's address, such as unix:///path/of.sock, tcp://host:2376, ssh://user@host, context:NAME or swarm
            engine: swarm                 | limits.yaml:1:24: unknown key 'engine' in the policy; did you mean 'engines'?
            swarm: true                   | limits.yaml:1:31: swarm must be a mapping of keys to values
            swarm: { constraint: worker } | limits.yaml:1:45: swarm.constraint: 'worker' is no constraint, such as node.labels.limits==true
            swarm: { spread: 3 }          | limits.yaml:1:41: swarm.spread: '3' is neither true nor false
            """)
    void findsEnginesThatAreNone(String keys, String finding) {
        assertThat(findings("{ limits: { cpus: 1 }, " + keys + " }")).containsExactly(finding);
    }

    @Test
    void findsWaysRoundThatDoNotExistOrLeadRoundNothing() {
        assertThat(findings("{ limits: { pids_limit: 9 }, ways_round: { logs: fail, core_dumps: warn, sync: fail } }"))
                .containsExactly(
                        "limits.yaml:1:44: unknown key 'logs' in ways_round; did you mean 'log'?",
                        "limits.yaml:1:68: ways_round.core_dumps leads round no limit of the policy: it needs cpus, mem_limit or storage_opt",
                        "limits.yaml:1:80: ways_round.sync leads round no limit of the policy: it needs a rate of writes in blkio_config");
    }

    @Test
    void findsWhatIsWrongWithTheLog() {
        assertThat(findings("limits: { logging: { driver: json-file, options: { max-file: 0 } } }"))
                .containsExactly("limits.yaml:1:50: logging.options needs a max-size, such as 10m");
        assertThat(findings("limits: { logging: { driver: json-file } }"))
                .containsExactly(
                        "limits.yaml:1:20: logging needs a size, such as { driver: json-file, options: { max-size: 10m } }");
        assertThat(findings("{ limits: { cpus: 1 }, ways_round: ask }"))
                .containsExactly("limits.yaml:1:36: ways_round: 'ask' is none of fail, warn and skip");
    }

    @Test
    void escapesWhatItQuotes() {
        assertThat(findings("limits: { \"\\e[31mred\\u2028\": 1 }"))
                .containsExactly("limits.yaml:1:11: unknown key '\\u001b[31mred\\u2028' in limits");
    }

    @Test
    void doesNotReadAFileThatIsTooLargeOrNoText(@TempDir Path folder) throws IOException {
        Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat(300 << 10));
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0});

        assertThat(catchThrowableOfType(InvalidPolicyException.class, () -> PolicyReader.read(large))
                        .findings())
                .containsExactly(new Finding(
                        new Place("large.yaml", 1, 1),
                        "the file is larger than a policy's 64 KiB, or than 100 KiB of another tool's"));
        assertThat(catchThrowableOfType(InvalidPolicyException.class, () -> PolicyReader.read(binary))
                        .findings())
                .containsExactly(new Finding(new Place("binary.yaml", 1, 1), "the file is not in UTF-8"));
    }

    @Test
    void allowsAnchorsAndTakesRawText() throws InvalidPolicyException {
        Policy policy = PolicyReader.parse("limits.yaml", """
                limits:
                  blkio_config:
                    device_read_bps: &rates [ { path: rootfs, rate: 010 } ]
                    device_write_bps: *rates
                """);

        assertThat(policy.limits().all(Throttle.class))
                .extracting(Throttle::rate)
                .containsExactly(10L, 10L);
        assertThat(policy.limits().all(Throttle.class))
                .extracting(Throttle::direction)
                .containsExactly(Direction.READ, Direction.WRITE);
        assertThat(policy.limits().all(Throttle.class))
                .extracting(Throttle::unit)
                .containsOnly(RateUnit.BPS);
    }

    @Test
    void splitsWordsAsAShellDoesWithoutExpanding() throws InvalidPolicyException {
        Policy policy = PolicyReader.parse("limits.yaml", """
                trials:
                  - { run: 'sh -c "echo $HOME; \\"x\\"" a\\ b', expect: { cpu.usage: ">= 0.1" } }
                """);

        assertThat(policy.trials().get(0).load().arguments()).containsExactly("sh", "-c", "echo $HOME; \"x\"", "a b");
    }

    private static List<String> findings(String yaml) {
        InvalidPolicyException exception =
                catchThrowableOfType(InvalidPolicyException.class, () -> PolicyReader.parse("limits.yaml", yaml));
        assertThat(exception).as(yaml).isNotNull();
        return exception.findings().stream().map(Finding::toString).toList();
    }
}
