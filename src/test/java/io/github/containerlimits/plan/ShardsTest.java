package io.github.containerlimits.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.HostSurvey.Space;
import io.github.containerlimits.plan.Plan.Untried;
import io.github.containerlimits.plan.Shards.Share;
import io.github.containerlimits.policy.Part;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of random policies on random hosts, seeded so that a failure can be had again. */
class ShardsTest {
    private static final int POLICIES = 25;

    private static final List<String> LIMITS = List.of(
            "mem_limit: 256m",
            "pids_limit: 100",
            "shm_size: 16m",
            "cpuset: '0'",
            "cpu_shares: 512",
            "storage_opt: { size: 1g }",
            "oom_score_adj: 500",
            "ulimits: { nofile: 512, core: 1048576, fsize: 268435456, stack: 4194304, nproc: 2000 }",
            "logging: { driver: json-file, options: { max-size: 256k } }",
            "tmpfs: [ '/a:size=16m', '/b:nr_inodes=1000', '/c:size=600m,nr_inodes=1000' ]");

    private static final List<String> OF_MEMORY =
            List.of("memswap_limit: 384m", "mem_reservation: 64m", "mem_swappiness: 10", "oom_kill_disable: true");

    private static final List<String> RATES =
            List.of("device_read_bps", "device_write_bps", "device_read_iops", "device_write_iops");

    private static final List<String> TRIALS = List.of(
            "stress: --cpu 2\n    for: 5s\n    fits: { cpu.usage: '<= 2' }",
            "stress: --cpu 1\n    expect: { cpu.usage: '<= 1' }",
            "stress: --vm 1 --vm-bytes 600M\n    expect: { mem_limit: held }",
            "fio: --rw=randrw --bs=4k --size=32M\n    in: /data\n    for: 10s\n    expect: { disk.write.iops: '<= 100' }",
            "fio: --rw=write --bs=4k --size=32M\n    expect: { disk.write.bps: '<= 1m' }",
            "run: 'true'\n    fits: { exit: 0 }");

    @Test
    void eachTrialOfAnyPolicyIsInJustOneShardOnAnyHost() throws InvalidPolicyException {
        Random random = new Random(20261126);
        for (int i = 0; i < POLICIES; i++) {
            Policy policy = policy(random);
            List<Share> shares = Shards.of(policy, 1 + random.nextInt(7));
            for (int j = 0; j < 4; j++) {
                Host host = host(random);
                Plan whole = plan(policy, host);

                List<Plan> parts = shares.stream()
                        .map(share -> plan(policy.only(share.part()), host))
                        .toList();

                assertThat(parts.stream()
                                .flatMap(part -> part.trials().stream())
                                .map(ShardsTest::inShort))
                        .as(() -> policy.readFrom() + " on " + host)
                        .containsExactlyInAnyOrderElementsOf(
                                whole.trials().stream().map(ShardsTest::inShort).toList());
                assertThat(parts.stream()
                                .flatMap(part -> part.untried().stream())
                                .map(Untried::check))
                        .containsExactlyInAnyOrderElementsOf(
                                whole.untried().stream().map(Untried::check).toList());
                assertThat(parts).allMatch(part -> contrastsOf(part, parts) == 0);
            }
        }
    }

    private static String inShort(Trial trial) {
        return trial.name() + " decides "
                + trial.checks().stream()
                        .map(check -> check.subject() + " at " + check.place())
                        .toList()
                + " by " + trial.workload().command().hashCode();
    }

    /** How many trials of other shards take over the contrast of one of this. */
    private static long contrastsOf(Plan part, List<Plan> all) {
        return all.stream()
                .filter(other -> !other.equals(part))
                .flatMap(other -> other.trials().stream())
                .filter(trial -> trial.workload().asksForAll()
                        && trial.contrast().isPresent()
                        && part.trials().stream()
                                .anyMatch(own -> own.workload().asksForAll()
                                        && own.contrast().equals(trial.contrast())))
                .count();
    }

    @Test
    void eachPieceOfAPolicyIsInJustOneShard() throws InvalidPolicyException {
        Random random = new Random(20261127);
        for (int i = 0; i < POLICIES; i++) {
            Policy policy = policy(random);
            List<Share> shares = Shards.of(policy, 1 + random.nextInt(9));

            for (Part piece : Part.smallest(policy)) {
                assertThat(shares.stream()
                                .filter(share -> share.part().and(piece).equals(share.part())))
                        .as("%s of %s", piece.names(), policy.readFrom())
                        .hasSize(1);
            }
        }
    }

    @Test
    void shardsAreBalancedAsWellAsTheLargestOfTheirPiecesLets() throws InvalidPolicyException {
        Random random = new Random(20261128);
        for (int i = 0; i < POLICIES; i++) {
            Policy policy = policy(random);
            int count = 2 + random.nextInt(5);
            List<Share> shares = Shards.of(policy, count);
            Duration largest = largest(Shards.of(policy, 99));
            Duration all = shares.stream().map(Share::expected).reduce(Duration.ZERO, Duration::plus);

            assertThat(largest(shares)).isLessThanOrEqualTo(all.dividedBy(count).plus(largest));
        }
    }

    private static Duration largest(List<Share> shares) {
        return shares.stream().map(Share::expected).max(Duration::compareTo).orElseThrow();
    }

    @Test
    void trialsThatShareAContrastAreInOneShard() throws InvalidPolicyException {
        Policy policy = parse("""
                limits:
                  pids_limit: 100
                  blkio_config:
                    device_read_bps: [ { path: rootfs, rate: 1m } ]
                    device_read_iops: [ { path: rootfs, rate: 100 } ]
                ways_round: skip
                """);

        assertThat(names(Shards.of(policy, 3)))
                .containsExactly(
                        List.of("device_read_bps of rootfs", "device_read_iops of rootfs"),
                        List.of("pids_limit"),
                        List.of());
    }

    @Test
    void theLargestGoesFirstToWhoHasLeast() throws InvalidPolicyException {
        Policy policy = parse("""
                limits: { cpus: 0.5, mem_limit: 128m, pids_limit: 100, shm_size: 16m }
                app: { for: 20s }
                """);

        assertThat(names(Shards.of(policy, 2)))
                .containsExactly(List.of("app"), List.of("cpus", "mem_limit", "pids_limit", "shm_size"));
    }

    @Test
    void moreShardsThanTrialsLeaveSomeEmpty() throws InvalidPolicyException {
        List<Share> shares = Shards.of(parse("limits: { pids_limit: 100 }"), 3);

        assertThat(names(shares)).containsExactly(List.of("pids_limit"), List.of(), List.of());
        assertThat(shares.get(2).part()).isEqualTo(Part.NONE);
    }

    /** What is kept in sets and maps comes in another order in each Java virtual machine. */
    @Test
    void theDivisionIsTheSameInAnyJavaVirtualMachine() throws IOException, InterruptedException {
        String own = printed();

        for (int i = 0; i < 2; i++) {
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ShardsTest.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (InputStream output = other.getInputStream()) {
                assertThat(new String(output.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(own);
            }
            assertThat(other.waitFor()).isZero();
        }
    }

    /** Prints divisions of the same random policies each time. */
    public static void main(String[] arguments) {
        System.out.print(printed());
    }

    private static String printed() {
        Random random = new Random(20261129);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            try {
                lines.append(names(Shards.of(policy(random), 4))).append('\n');
            } catch (InvalidPolicyException e) {
                throw new AssertionError(e);
            }
        }
        return lines.toString();
    }

    @ParameterizedTest
    @CsvSource({"2/5, 2, 5", "1/1, 1, 1", "' 3 / 3 ', 3, 3", "9999/9999, 9999, 9999"})
    void aShardIsReadWithItsNumberAndHowManyThereAre(String text, int number, int of) {
        assertThat(Shard.parse(text)).isEqualTo(new Shard(number, of));
    }

    @ParameterizedTest
    @CsvSource({
        "0/5, ': the first of 5 is 1/5, the last 5/5'",
        "6/5, ': the first of 5 is 1/5, the last 5/5'",
        "1/0, ': there must be one at least, 1/1'",
        "a/b, ', such as 2/5'",
        "'', ', such as 2/5'",
        "2, ', such as 2/5'",
        "2/5/7, ', such as 2/5'",
        "-1/5, ', such as 2/5'",
        "1/10000, ', such as 2/5'"
    })
    void whatIsNoShardIsSaidToBeNone(String text, String why) {
        assertThatThrownBy(() -> Shard.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("'" + text + "' is no shard" + why);
    }

    private static List<List<String>> names(List<Share> shares) {
        return shares.stream().map(Share::names).toList();
    }

    private static Plan plan(Policy policy, Host host) {
        return Planner.plan(policy, host, "x", true);
    }

    private static Policy parse(String yaml) throws InvalidPolicyException {
        return PolicyReader.parse("limits.yaml", yaml);
    }

    private static Policy policy(Random random) throws InvalidPolicyException {
        List<String> lines = new ArrayList<>();
        LIMITS.stream().filter(line -> random.nextInt(3) > 0).forEach(lines::add);
        if (lines.contains(LIMITS.get(0))) {
            OF_MEMORY.stream().filter(line -> random.nextBoolean()).forEach(lines::add);
        }
        if (random.nextBoolean()) {
            lines.add("cpus: " + (1 + random.nextInt(40)) / 8.0);
        } else {
            lines.add("cpu_quota: 50000\n  cpu_period: 100000");
        }
        lines.add("volumes: [ 'data:/data', 'more:/more' ]");
        List<String> rates = RATES.stream()
                .filter(rate -> random.nextBoolean())
                .map(rate -> rate + ": [ " + rate(random, rate, "rootfs") + ", " + rate(random, rate, "volume:/data")
                        + ", " + rate(random, rate, "/dev/sdb") + " ]")
                .toList();
        if (!rates.isEmpty()) {
            lines.add("blkio_config: { " + String.join(", ", rates) + " }");
        }
        StringBuilder yaml = new StringBuilder("limits:\n");
        lines.forEach(line -> yaml.append("  ").append(line).append('\n'));
        yaml.append("ways_round: ")
                .append(random.nextBoolean() ? "fail" : "skip")
                .append("\ntrials:\n");
        IntStream.range(0, 1 + random.nextInt(8))
                .forEach(i -> yaml.append("  - name: trial ")
                        .append(i)
                        .append("\n    ")
                        .append(TRIALS.get(random.nextInt(TRIALS.size() - (lines.contains(LIMITS.get(0)) ? 0 : 4))))
                        .append('\n'));
        if (random.nextBoolean()) {
            yaml.append("app: { for: ").append(1 + random.nextInt(60)).append("s }\n");
        }
        return parse(yaml.toString());
    }

    private static String rate(Random random, String kind, String path) {
        int rate = 1 + random.nextInt(2);
        return "{ path: '" + path + "', rate: " + (kind.endsWith("bps") ? rate + "m" : rate * 100) + " }";
    }

    private static Host host(Random random) {
        String[] disks = {"7:0", "8:0", "8:16"};
        long memory = (1L << 19) << random.nextInt(8);
        long swap = random.nextBoolean() ? 0 : memory / 2;
        return Host.of(new HostSurvey(
                "100 90 0:50 / / rw - overlay overlay rw\n"
                        + "102 100 7:0 /x /.container-limits ro - ext4 /dev/loop0 rw\n"
                        + "103 100 " + disks[random.nextInt(3)] + " / /data rw - ext4 /dev/x rw\n"
                        + "104 100 " + disks[random.nextInt(3)] + " / /more rw - ext4 /dev/x rw\n",
                "MemAvailable: " + memory + " kB\nSwapTotal: " + swap + " kB\nSwapFree: " + swap + " kB\n",
                "",
                random.nextInt(4) == 0 ? "0" : "0-" + (1 + random.nextInt(63)),
                Map.of(
                        "7:0",
                        "../../devices/virtual/block/loop0",
                        "8:0",
                        "../../devices/x/block/sda",
                        "8:16",
                        "../../devices/x/block/sdb"),
                Map.of(),
                Map.of(),
                Map.of("/", new Space((1L << 28) << random.nextInt(8), OptionalLong.empty())),
                "32768",
                "32768",
                "",
                random.nextBoolean() ? "core" : "|/usr/share/apport",
                List.of()));
    }
}
