package io.github.containerlimits.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Schema and reader take and refuse the same policies: valid ones, and each of them with anything else at each of its places. What a schema can't say is listed
 * with its reason, and nothing else may differ.
 */
class PolicySchemaFuzzTest {
    /** Together they have each key of the schema. */
    private static final List<String> SEEDS = Stream.concat(
                    ofAllKeys(),
                    Stream.of(
                            "limits: { cpus: 0.5, cpuset: '0-2,4', cpu_shares: 512, pids_limit: 100, shm_size: 64m }",
                            "limits: { cpu_quota: 50000, cpu_period: 100000, cpuset_mems: 0, oom_score_adj: 500, read_only: true }",
                            "limits: { mem_limit: 512m, memswap_limit: 1g, mem_reservation: 256m, mem_swappiness: 60, oom_kill_disable: false }",
                            "limits: { storage_opt: { size: 2g }, tmpfs: [ '/tmp:size=64m,mode=1777,nr_inodes=1k,noexec', /run ] }",
                            "limits: { logging: { driver: json-file, options: { max-size: 10m, max-file: 3, compress: true, mode: blocking } } }",
                            "limits: { logging: { driver: local, options: { max-buffer-size: 1m, tag: a, labels: a, labels-regex: a, env: a, env-regex: a } } }",
                            "limits: { logging: { driver: none } }",
                            "limits: { volumes: [ 'data:/data', /cache, { type: volume, source: d, target: /d, read_only: true, volume: {}, consistency: cached } ], pids_limit: 9 }",
                            "limits: { volumes: [ { type: bind, source: /srv, target: /srv, bind: {} }, { type: tmpfs, target: /t, read_only: false, consistency: a, tmpfs: { size: 1000000, mode: 0o1777 } } ] }",
                            "limits: { volumes: [ { type: volume, target: /d, bind: {}, consistency: a }, { type: bind, source: /s, target: /s, read_only: true, volume: {}, consistency: a } ], pids_limit: 9 }",
                            "limits: { blkio_config: { weight: 300, weight_device: [ { path: rootfs, weight: 200 } ], device_read_bps: [ { path: /dev/sda, rate: 1m } ] } }",
                            "limits: { blkio_config: { device_read_iops: [ { path: rootfs, rate: 100 } ], device_write_bps: [ { path: rootfs, rate: 1m } ], device_write_iops: [ { path: /dev/sda, rate: 100 } ] } }",
                            "limits: { ulimits: { nofile: { soft: 1024, hard: 4096 }, nproc: 100, memlock: -1, core: { soft: 0, hard: -1 } } }",
                            "limits: { ulimits: { nofile: 1024, as: -1, cpu: 9, data: -1, fsize: 9, locks: 9, msgqueue: 9, nice: 9, rss: 9, rtprio: 9, rttime: 9, sigpending: 9, stack: 9 } }",
                            "limits: { cpu_count: 1, cpu_percent: 1, cpu_rt_period: 1, cpu_rt_runtime: 1, isolation: default, cpus: 1 }",
                            "limits: { from: compose.yaml, service: shop, cpus: 1 }",
                            "limits: { from: [ compose.yaml ], service: shop, cpus: ~ }",
                            "limits: { from: pod.yaml, container: job }",
                            "{ limits: { pids_limit: 9 }, derive: true, smaller: false, on_unsupported: warn, on_unproven: skip, ways_round: fail }",
                            "{ limits: { pids_limit: 9, blkio_config: { device_write_bps: [ { path: rootfs, rate: 1m } ] } }, ways_round: { volume: fail, log: skip, inodes: warn, core_dumps: skip, sync: skip } }",
                            "{ limits: { pids_limit: 9 }, engines: [ 'unix:///a.sock', 'tcp://a:1', 'ssh://a@b', 'context:a' ], swarm: { constraint: node.role==worker, spread: true } }",
                            "{ limits: { pids_limit: 9 }, engines: 'swarm:node.labels.a != b' }",
                            "trials: [ { name: a, stress: --cpu 1, in: /data, for: 10s, tolerance: 5%, expect: { cpu.usage: '<= 0.5' } } ]",
                            "trials: [ { stress-ng: --cpu 1, limits: { cpus: 0.5 }, rivals: [ { cpus: ~ } ], expect: { cpu.share: '50% ± 10%', disk.share: '50% ± 10%', cpus: held } } ]",
                            "trials: [ { fio: --rw=read --size=1m, expect: { disk.read.iops: '>= 10', disk.write.iops: '<= 10', disk.read.bps: '<= 1 mb', disk.write.bps: '<= 1m' } } ]",
                            "trials: [ { fio: [ --rw=read, --size=1m ], expect: { disk.read.bytes: '<= 1m', disk.write.bytes: '100m ± 10m', disk.size: '<= 1g', shm.size: '<= 1g' } } ]",
                            "trials: [ { run: 'report --all', rivals: [ {} ], fits: { exit: 0, seconds: '<= 40s', memory.oom_kills: 0, output: '^done', cpu.share: '<= 50%', disk.share: '<= 50%', cpu.usage: '<= 1' } } ]",
                            "trials: [ { run: a, expect: { memory.peak: '<= 1m', memory.swap.peak: '<= 1m', memory.memsw.peak: '<= 1m', memory.oom_kills: '<= 1', pids.peak: '<= 9', files.open: '<= 9' } } ]",
                            "trials: [ { run: a, expect: { log.size: '<= 1m', tmpfs.bytes: '<= 1m', tmpfs.files: '<= 9' }, fits: { memory.peak: '<= 1m', memory.swap.peak: '<= 1m', memory.memsw.peak: '<= 1m' } } ]",
                            "trials: [ { run: a, fits: { pids.peak: '<= 9', files.open: 9, log.size: '<= 1m', disk.size: '<= 1m', shm.size: '<= 1m', tmpfs.bytes: '<= 1m', tmpfs.files: 9 } } ]",
                            "app: { name: a, ready: { http: ':80/', within: 3s }, for: 9s, env: { A: b }, command: a b, fits: { ready.seconds: '<= 3s', exit: 0, seconds: '<= 9s' } }",
                            "app: { load: { http: ':80/a', rate: 50/s, method: PUT, headers: { A: b }, body: c }, fits: { http.p50: '<= 9ms', http.p95: '<= 9ms', http.p99: '<= 9ms', http.max: '<= 9ms', http.errors: '<= 1%', http.rate: '>= 9' } }",
                            "app: { network: backend, needs: { name: db, image: 'postgres:17', command: a, env: { A: b }, ready: { exec: a } } }",
                            "app: { beside: { stress-ng: --vm 1, where: rival } }",
                            "app: { beside: [ { stress: --vm 1, where: container }, { fio: --rw=read --size=1m }, { run: a } ] }",
                            "app: { needs: [ { image: a/b }, { image: c, ready: { exit: true } } ] }",
                            "app: [ { ready: { log: a }, env: [ A=b ], command: [ a ], fits: { cpu.usage: '<= 1', cpu.mean: '<= 1', cpu.p95: '<= 1', cpu.throttled: '<= 9%' } } ]",
                            "app: { ready: { exec: a }, fits: { memory.peak: '<= 1m', memory.swap.peak: '<= 1m', memory.memsw.peak: '<= 1m', memory.oom_kills: 0, pids.peak: 9 } }",
                            "{ limits: { pids_limit: 9 }, app: [ { name: a, ready: { healthcheck: true } }, { ready: { exit: true }, fits: { pids.refused: 0, files.open: 9, tmpfs.files: 9 } } ] }",
                            "app: { fits: { disk.size: '<= 1m', shm.size: '<= 1m', tmpfs.bytes: '<= 1m', disk.read.iops: '<= 9', disk.write.iops: '<= 9', disk.read.bps: '<= 9' } }",
                            "app: { fits: { disk.write.bps: '<= 9', disk.read.bytes: '<= 9', disk.write.bytes: '<= 9' } }",
                            "{ limits: { pids_limit: 9 }, app: [ { name: a, jvm: skip }, { jvm: { memory_limit: check, cpus: skip, heap: check, gc: G1, threads: check, tmpdir: skip } } ] }",
                            "trials: [ { run: a, fits: { cpu.mean: '<= 1', cpu.p95: '<= 1', cpu.throttled: '<= 9%', pids.refused: 0 } } ]",
                            "trials: [ { run: a, fits: { disk.read.iops: '<= 9', disk.write.iops: '<= 9', disk.read.bps: '<= 9', disk.write.bps: '<= 9', disk.read.bytes: '<= 9', disk.write.bytes: '<= 9' } } ]"))
            .toList();

    /** What is put at each place, beside what stands at any other. */
    private static final List<String> VALUES = List.of(
            "~",
            "''",
            "{}",
            "[]",
            "[ a ]",
            "{ a: b }",
            "[ 1 ]",
            "[ ~ ]",
            "[ {} ]",
            "{ a: ~ }",
            "0",
            "1",
            "-1",
            "-2",
            "7",
            "15",
            "16",
            "99",
            "1000",
            "262145",
            "99999999999",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999",
            "0.5",
            ".5",
            "2.",
            "-0.5",
            "1.0",
            "0.1234567891",
            "1e3",
            "0x10",
            "0o17",
            "010",
            "+5",
            "0.000",
            "99999",
            "true",
            "True",
            "false",
            "on",
            "yes",
            "'true'",
            "'1'",
            "'0.5'",
            "'-1'",
            "'0'",
            "'99999999'",
            "512m",
            "512M",
            "1gb",
            "1 gb",
            "1.5g",
            "512Mi",
            "512mib",
            "512ib",
            "5m",
            "1p",
            "9p",
            "8388608t",
            "64k",
            "63k",
            "300m",
            "10s",
            "1m30s",
            "1ms",
            "2h",
            "10",
            "1-0",
            "0-2",
            "9000",
            "a",
            "a b",
            "A-Z",
            "-a",
            "rootfs",
            "/dev/sda",
            "/dev/../sda",
            "volume:/data",
            "volume:x",
            "/",
            "//a//b/",
            "/a/../b",
            "/a/.",
            "./a",
            "~/a",
            "'a:/b:ro,z'",
            "'a:/b:rx'",
            "'/a:/b:/c'",
            "'a:'",
            "':/a'",
            "'/t:size=50%'",
            "'/t:size=1m,x'",
            "'/t:mode=9'",
            "'/t:nr_inodes=3'",
            "'/t:'",
            "/t,x",
            "bind",
            "volume",
            "tmpfs",
            "local",
            "none",
            "syslog",
            "held",
            "'<= 1'",
            "'<=1'",
            "'≥ 2m'",
            "'< 1'",
            "'1 ± 2'",
            "'50% +- 5%'",
            "'5 %'",
            "' <= 1m '",
            "'<= 1 mb'",
            "'<= 1 m'",
            "'<= 10s'",
            "'<= 5 %'",
            "fail",
            "FAIL",
            "'('",
            "\"a\\\"\"",
            "\"'\"",
            "\"a\\nb\"",
            "--cpu 0",
            "'--exec_prerun=x'",
            "'é ☃'",
            "2026-01-01",
            "12:30:45",
            ".inf",
            "compose.yaml",
            "pod.yaml",
            "docker-compose",
            "shop",
            "swarm",
            "'swarm:a'",
            "unix://a",
            "tcp://a:1",
            "node.role==worker",
            "20s");

    private static final int SEVERAL = 1000;

    /** Of all that could be put at a place, so that the test takes seconds. */
    private static final int VALUES_AT_A_PLACE = 8;

    /** What a schema can't say: refused by the reader, and taken by the schema. */
    private enum Unsaid {
        /** JSON has numbers, and what is true, without how that is spelled. */
        SPELLED("is no|is neither true nor false|is longer", "[-+.0-9a-zA-Z]*", "limits: { pids_limit: 0x10 }"),
        /** What a text comes to is no number to a schema. */
        AMOUNT_IN_TEXT(
                "is below|is not within|is more bytes|number of CPUs is not above 0",
                "'.*'|.*[a-zA-Z]",
                "limits: { mem_limit: 5m }"),
        /** A range ends after its beginning. */
        RANGE("is no range of CPUs", ".*", "limits: { cpuset: 1-0 }"),
        /** How long a text says that it is. */
        TIME("is not within 500ms to 1h", ".*", "trials: [ { run: a, for: 2h, expect: { pids.peak: '<= 1' } } ]"),
        /** How many a text says that they are. */
        INODES("is below 16 inodes", ".*", "limits: { tmpfs: '/t:nr_inodes=3' }"),
        /** What a command is. */
        COMMAND(
                "a quote is not closed|is not allowed|is no option of fio|takes all that|is a part of the host|is no absolute number|must be an"
                        + " absolute size|must be a number below|is above .* GiB|needs options|must stand on one line|there is no command",
                ".*",
                "trials: [ { stress: --cpu 50%, expect: { pids.peak: '<= 1' } } ]"),
        /** Whether a regular expression is one. */
        EXPRESSION("is no regular expression", ".*", "trials: [ { run: a, fits: { output: '(' } } ]"),
        /** What one limit, or volume, has to do with another. */
        OTHER_LIMITS(
                "needs a mem_limit|beside cpus|is above the mem_limit|is below the mem_limit|above the hard one|no volume is mounted|mounted at"
                        + "|is given twice",
                ".*",
                "limits: { cpus: 1, cpu_quota: 5000 }"),
        /** Whether what stands there limits anything. */
        NOTHING("the policy is empty|the policy needs trials", ".*", "limits: { read_only: true }"),
        /** Whether a trial has the limit that it expects to hold. */
        LIMIT_OF_TRIAL("the trial's limits have no", ".*", "trials: [ { run: a, expect: { cpus: held } } ]"),
        /** Whether there is a limit for a percentage to be of. */
        PART_OF_LIMIT("a percentage is of the limit", ".*", "app: { fits: { memory.peak: '<= 5%' } }"),
        /** What an app's name, readiness and time have to do with each other, and with those of others. */
        APP(
                "there is an app|needs has a|is not watched after it|is no port|nothing runs beside it|fio can't write",
                ".*",
                "app: { ready: { exit: true }, for: 3s }"),
        /** What an app is asked, for how long, and what is claimed of its answers. */
        LOAD(
                "needs a load|is asked nothing|requests: take a lower rate|is not within 0.1/s|has a NUL",
                ".*",
                "app: { fits: { http.p95: '<= 5ms' } }"),
        /** Whether a way leads round any of the limits. */
        NO_WAY("leads round no limit", ".*", "{ limits: { cpus: 1 }, ways_round: { sync: fail } }"),
        /** What stands in other files. */
        OTHER_FILE(
                "there is no file|is no file|is no name of a file|is not read|can't be read|is a directory|is not a Compose file|which service|which container"
                        + "|no service|no container|it is 'service'|it is 'container'|reads no",
                ".*",
                "limits: { from: none.yaml }");

        private final Pattern message;
        private final Pattern value;
        private final String example;

        /**
         * @param message what a finding of the reader has in it
         * @param value what stands at its place, quoted where it is quoted there
         * @param example a policy of which that alone is wrong
         */
        Unsaid(String message, String value, String example) {
            this.message = Pattern.compile(message);
            this.value = Pattern.compile(value, Pattern.DOTALL);
            this.example = example;
        }

        boolean covers(Finding finding, String value) {
            return message.matcher(finding.message()).find()
                    && this.value.matcher(value).matches();
        }
    }

    /** Policies that name every limit and every metric. */
    private static Stream<String> ofAllKeys() {
        String limits = LimitKinds.keys().stream().map(key -> key + ": warn").collect(Collectors.joining(", "));
        String metrics = MetricKinds.keys().stream().map(key -> key + ": fail").collect(Collectors.joining(", "));
        return Stream.of(
                "{ limits: { pids_limit: 9 }, on_unsupported: { " + limits + " } }",
                "{ limits: { pids_limit: 9 }, on_unproven: { " + limits + ", " + metrics + " } }");
    }

    @TempDir
    Path directory;

    @BeforeEach
    void otherFiles() throws IOException {
        Files.writeString(directory.resolve("compose.yaml"), "services: { shop: { image: a, mem_limit: 64m } }\n");
        Files.writeString(
                directory.resolve("pod.yaml"),
                "{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [ { name: job, image: a, resources: { limits: { memory: 64Mi } } } ] } }\n");
    }

    @Test
    void theSeedsAreTakenAndHaveEachKeyOfTheSchema() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (String seed : SEEDS) {
            assertThat(read(seed).stream().map(Finding::toString)).as(seed).isEmpty();
            assertThat(PolicySchema.findings(seed)).as(seed).isEmpty();
            keys(tree(seed), keys);
        }
        Set<String> wanted = new TreeSet<>();
        described(PolicySchema.TREE, wanted);
        wanted.removeAll(keys);
        assertThat(wanted).as("keys of the schema that no seed has").containsExactly("resolve");
    }

    @ParameterizedTest
    @EnumSource(Unsaid.class)
    void whatASchemaCannotSayIsOnlyFoundByTheReader(Unsaid unsaid) throws IOException {
        assertThat(PolicySchema.findings(unsaid.example)).isEmpty();
        assertThat(read(unsaid.example))
                .isNotEmpty()
                .allMatch(finding -> unsaid.covers(finding, valueAt(unsaid.example, finding)));
    }

    /** The counter-test: a difference that is not listed is told, whoever refuses. */
    @Test
    void tellsADifference() throws IOException {
        List<String> differences = new ArrayList<>();

        compare(List.of(), List.of("wrong"), "limits: { cpus: 1 }", differences);
        compare(read("limits: { novel: 1 }"), List.of(), "limits: { novel: 1 }", differences);

        assertThat(differences).hasSize(2);
    }

    @Test
    void eachValueIsTakenByBothOrByNone() throws IOException {
        Set<String> all = new LinkedHashSet<>(VALUES);
        SEEDS.forEach(seed -> values(tree(seed), all));
        List<String> values = new ArrayList<>(all);
        Random random = new Random(20261126);
        List<String> differences = new ArrayList<>();
        for (String seed : SEEDS) {
            for (int place = 0; place < places(tree(seed)).size(); place++) {
                Collections.shuffle(values, random);
                for (String value : values.subList(0, VALUES_AT_A_PLACE)) {
                    Object tree = tree(seed);
                    places(tree).get(place).accept(value);
                    compare(print(tree), differences);
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void filesWithSeveralChangesAsWell() throws IOException {
        Random random = new Random(20261126);
        List<String> values = new ArrayList<>(VALUES);
        List<String> keys = new ArrayList<>(Set.of("x", "<<", "from", "service", "expect", "run"));
        Set<String> described = new TreeSet<>();
        described(PolicySchema.TREE, described);
        keys.addAll(described);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < SEVERAL; i++) {
            Object tree = tree(SEEDS.get(random.nextInt(SEEDS.size())));
            for (int change = random.nextInt(3); change >= 0; change--) {
                change(tree, values, keys, random);
            }
            compare(print(tree), differences);
        }
        assertThat(differences).isEmpty();
    }

    private List<Finding> read(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("limits.yaml"), yaml);
        try {
            PolicyReader.read(file);
            return List.of();
        } catch (InvalidPolicyException e) {
            return e.findings();
        }
    }

    private void compare(String yaml, List<String> differences) throws IOException {
        compare(read(yaml), PolicySchema.findings(yaml), yaml, differences);
    }

    private static void compare(List<Finding> ours, List<String> theirs, String yaml, List<String> differences) {
        if (ours.isEmpty() && !theirs.isEmpty()) {
            differences.add("only the schema refuses " + yaml + ": " + theirs);
        } else if (theirs.isEmpty()) {
            for (Finding finding : ours) {
                String value = valueAt(yaml, finding);
                if (Stream.of(Unsaid.values()).noneMatch(unsaid -> unsaid.covers(finding, value))) {
                    differences.add("only the reader refuses " + yaml + ": " + finding + " (" + value + ")");
                }
            }
        }
    }

    /** The scalar that a finding is at, as it stands there; empty where it is at something else, or in another file. */
    private static String valueAt(String yaml, Finding finding) {
        if (!finding.place().file().equals("limits.yaml") || finding.place().line() != 1) {
            return "";
        }
        String rest = yaml.substring(finding.place().column() - 1);
        return rest.startsWith("'") || rest.startsWith("\"")
                ? "'" + rest.substring(1, Math.max(1, rest.indexOf(rest.charAt(0), 1))) + "'"
                : rest.replaceFirst("(?s)[ ]*(,| }| ]|$).*", "");
    }

    // Trees of maps, lists, and scalars as they are written.

    private static Object tree(String yaml) {
        return tree(new Yaml(new LoaderOptions()).compose(new StringReader(yaml)));
    }

    private static Object tree(Node node) {
        if (node instanceof MappingNode mapping) {
            Map<String, Object> map = new LinkedHashMap<>();
            mapping.getValue()
                    .forEach(
                            tuple -> map.put(((ScalarNode) tuple.getKeyNode()).getValue(), tree(tuple.getValueNode())));
            return map;
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream()
                    .map(PolicySchemaFuzzTest::tree)
                    .collect(Collectors.toCollection(ArrayList::new));
        }
        ScalarNode scalar = (ScalarNode) node;
        return scalar.getScalarStyle() == ScalarStyle.PLAIN ? scalar.getValue() : "'" + scalar.getValue() + "'";
    }

    private static String print(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + print(entry.getValue()))
                    .collect(Collectors.joining(", ", "{ ", " }"));
        }
        return tree instanceof List<?> list
                ? list.stream().map(PolicySchemaFuzzTest::print).collect(Collectors.joining(", ", "[ ", " ]"))
                : (String) tree;
    }

    /** Everything below a tree, as what puts something else there. */
    @SuppressWarnings("unchecked")
    private static List<Consumer<Object>> places(Object tree) {
        List<Consumer<Object>> places = new ArrayList<>();
        if (tree instanceof Map<?, ?> map) {
            ((Map<String, Object>) map).forEach((key, value) -> {
                places.add(other -> ((Map<String, Object>) map).put(key, other));
                places.addAll(places(value));
            });
        } else if (tree instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                int at = i;
                places.add(other -> ((List<Object>) list).set(at, other));
                places.addAll(places(list.get(i)));
            }
        }
        return places;
    }

    @SuppressWarnings("unchecked")
    private static void change(Object tree, List<String> values, List<String> keys, Random random) {
        List<Object> containers = new ArrayList<>();
        containers(tree, containers);
        Object container = containers.get(random.nextInt(containers.size()));
        String value = values.get(random.nextInt(values.size()));
        if (container instanceof Map<?, ?> map) {
            Map<String, Object> entries = (Map<String, Object>) map;
            List<String> present = List.copyOf(entries.keySet());
            String key = present.isEmpty() ? "x" : present.get(random.nextInt(present.size()));
            switch (random.nextInt(3)) {
                case 0 -> entries.remove(key);
                case 1 -> entries.put(key, value);
                default -> entries.put(keys.get(random.nextInt(keys.size())), value);
            }
        } else {
            List<Object> items = (List<Object>) container;
            switch (random.nextInt(3)) {
                case 0 -> items.add(value);
                case 1 -> items.addAll(List.copyOf(items));
                default -> items.clear();
            }
        }
    }

    private static void containers(Object tree, List<Object> found) {
        if (tree instanceof Map<?, ?> map) {
            found.add(map);
            map.values().forEach(value -> containers(value, found));
        } else if (tree instanceof List<?> list) {
            found.add(list);
            list.forEach(value -> containers(value, found));
        }
    }

    private static void keys(Object tree, Set<String> found) {
        if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                found.add((String) key);
                keys(value, found);
            });
        } else if (tree instanceof List<?> list) {
            list.forEach(item -> keys(item, found));
        }
    }

    private static void values(Object tree, Set<String> found) {
        if (tree instanceof Map<?, ?> map) {
            map.values().forEach(value -> values(value, found));
        } else if (tree instanceof List<?> list) {
            list.forEach(item -> values(item, found));
        } else {
            found.add((String) tree);
        }
    }

    private static void described(JsonNode part, Set<String> found) {
        if (part.path("properties").isObject()) {
            part.get("properties").fieldNames().forEachRemaining(found::add);
        }
        part.forEach(child -> described(child, found));
    }
}
