package io.github.containerlimits.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.HostSurvey.Space;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.engine.Tmpfs;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.CpuPinning;
import io.github.containerlimits.limit.CpuQuota;
import io.github.containerlimits.limit.CpuShares;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.LogSize;
import io.github.containerlimits.limit.Memory;
import io.github.containerlimits.limit.MemorySwap;
import io.github.containerlimits.limit.NoFile;
import io.github.containerlimits.limit.OomKillDisable;
import io.github.containerlimits.limit.Pids;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.limit.ShmSize;
import io.github.containerlimits.limit.StorageSize;
import io.github.containerlimits.limit.Throttle;
import io.github.containerlimits.limit.TmpfsInodes;
import io.github.containerlimits.limit.TmpfsSize;
import io.github.containerlimits.load.VmWorkers;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.policy.Engines;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Cpus;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import io.github.containerlimits.way.CoreDumpsWay;
import io.github.containerlimits.way.SyncWay;
import io.github.containerlimits.way.Way;
import io.github.containerlimits.way.Ways;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    private static final Place PLACE = new Place("limits.yaml", 1, 1);
    private static final long GIB = 1L << 30;

    @Test
    void sizesAMemoryLoadAboveMemoryWhereTheHostHasNoSwap() {
        Plan plan = plan(host(0), new Memory(PLACE, Bytes.ofMebibytes(512)));

        assertThat(commands(plan)).containsExactly("stress --vm 1 --vm-bytes 640M --vm-keep --timeout 60");
    }

    @Test
    void sizesAMemoryLoadAboveTwiceTheMemoryWhereSwapIsLeftToTheEngine() {
        Plan plan = plan(host(4 * GIB), new Memory(PLACE, Bytes.ofMebibytes(512)));

        assertThat(commands(plan)).containsExactly("stress --vm 1 --vm-bytes 1280M --vm-keep --timeout 68");
    }

    @Test
    void pressesMemoryAndSwapWithOneLoad() {
        Plan plan = plan(
                host(4 * GIB),
                new Memory(PLACE, Bytes.ofMebibytes(512)),
                new MemorySwap(PLACE, Bytes.ofMebibytes(768)));

        assertThat(commands(plan)).containsExactly("stress --vm 1 --vm-bytes 960M --vm-keep --timeout 60");
        assertThat(plan.trials().get(0).checks()).hasSize(2);
    }

    @Test
    void neverFillsTheHostsSwapWhereSwapIsUnlimited() {
        Plan plan = plan(
                host(4 * GIB),
                new Memory(PLACE, Bytes.ofMebibytes(512)),
                new MemorySwap(PLACE, Bytes.of(Long.MAX_VALUE)));

        assertThat(commands(plan)).containsExactly("stress --vm 1 --vm-bytes 640M --vm-keep --timeout 60");
        assertThat(plan.trials().get(0).checks())
                .as("no limit has its line, too")
                .hasSize(2);
    }

    @Test
    void triesTheWaysRoundTheSizeOfADisk() {
        assertThat(names(Consequence.WARN, new StorageSize(PLACE, Bytes.ofMebibytes(100))))
                .containsExactly("storage_opt.size", "storage_opt.size (inodes)", "storage_opt.size (log)");
        assertThat(names(Consequence.SKIP, new StorageSize(PLACE, Bytes.ofMebibytes(100))))
                .containsExactly("storage_opt.size");
    }

    @Test
    void aLimitOfTheLogIsTriedInsteadOfTheWayRound() {
        assertThat(names(
                        Consequence.WARN,
                        new StorageSize(PLACE, Bytes.ofMebibytes(100)),
                        new LogSize(PLACE, Optional.of(Bytes.ofMebibytes(1)), 3)))
                .containsExactly("storage_opt.size", "storage_opt.size (inodes)", "logging");
    }

    @Test
    void triesToTakeMemoryByWayOfATmpfs() {
        assertThat(names(
                        Consequence.WARN,
                        new Memory(PLACE, Bytes.ofMebibytes(64)),
                        new ShmSize(PLACE, Bytes.ofMebibytes(100))))
                .containsExactlyInAnyOrder("mem_limit", "shm_size", "mem_limit (tmpfs)");
        assertThat(names(
                        Consequence.WARN,
                        new Memory(PLACE, Bytes.ofMebibytes(64)),
                        new ShmSize(PLACE, Bytes.ofMebibytes(64))))
                .containsExactlyInAnyOrder("mem_limit", "shm_size");
    }

    @Test
    void triesWhatReachesBeyondTheContainerOnlyWhereItIsNamed() {
        Limits limits = new Limits(
                List.of(
                        new CpuQuota(PLACE, Cpus.parse("0.5")),
                        new Throttle(PLACE, Direction.WRITE, RateUnit.BPS, new Target.Rootfs(), 1 << 20)),
                List.of(),
                false,
                List.of());
        Map<Way, Consequence> named = new HashMap<>(Ways.all(Consequence.SKIP));
        named.put(CoreDumpsWay.WAY, Consequence.FAIL);
        named.put(SyncWay.WAY, Consequence.WARN);

        assertThat(names(Ways.all(Consequence.FAIL), limits))
                .noneMatch(name -> name.endsWith("(core dumps)") || name.endsWith("(sync)"));
        assertThat(names(named, limits)).contains("cpus (core dumps)", "device_write_bps (sync)");
    }

    @Test
    void printsNoMoreThanTellsALargerLogFromThatOfThePolicy() {
        Trial trial = plan(host(0), new LogSize(PLACE, Optional.of(Bytes.of(1_000_000)), 3))
                .trials()
                .get(0);

        assertThat(trial.workload().preparation().orElseThrow().arguments()).contains("2550000");
        assertThat(trial.workload().command().arguments()).contains("750001");
    }

    private static List<String> names(Consequence waysRound, Limit... limits) {
        Limits all = new Limits(List.of(limits), List.of(), false, List.of());
        return names(Ways.all(waysRound), all);
    }

    private static List<String> names(Map<Way, Consequence> waysRound, Limits limits) {
        return Planner.plan(policy(limits, Optional.empty(), waysRound), host(0), "x", false).trials().stream()
                .map(Trial::name)
                .toList();
    }

    @Test
    void doesNotTryCpusThatTheHostDoesNotHave() {
        Plan plan = plan(host(0), new CpuPinning(PLACE, CpuSet.parse("1,9")));

        assertThat(plan.trials()).isEmpty();
        assertThat(plan.untried()).singleElement().satisfies(untried -> {
            assertThat(untried.supported()).isFalse();
            assertThat(untried.reason().reason()).isEqualTo("the engine's host has only the CPUs 0,1");
        });
    }

    @Test
    void doesNotTryWhatTheHostCouldNotBear() {
        Plan plan = plan(host(0), new Pids(PLACE, 1_000_000));

        assertThat(plan.trials()).isEmpty();
        assertThat(plan.untried())
                .extracting(Plan.Untried::reason)
                .containsExactly(Excuse.host("so many processes could hurt the engine's host"));
    }

    @Test
    void saysWhatALoadTakesOfTheHostAtItsWorst() {
        Plan plan = plan(
                host(0),
                new Memory(PLACE, Bytes.ofMebibytes(512)),
                new ShmSize(PLACE, Bytes.ofMebibytes(16)),
                new StorageSize(PLACE, Bytes.ofMebibytes(160)),
                new LogSize(PLACE, Optional.of(Bytes.ofMebibytes(4)), 1),
                new Throttle(PLACE, Direction.WRITE, RateUnit.BPS, new Target.Rootfs(), 1 << 20),
                new Pids(PLACE, 50));

        assertThat(plan.trials())
                .extracting(trial -> trial.workload().needs())
                .containsExactlyInAnyOrder(
                        Needs.memory(640L << 20),
                        Needs.memory(32L << 20),
                        Needs.disk(180L << 20, "/"),
                        Needs.disk(4_613_735, "/"),
                        Needs.disk(1L << 20, "/"),
                        Needs.disk(3L << 20, "/"),
                        Needs.processes(66));
    }

    @ParameterizedTest
    @CsvSource({
        "--vm 4 --vm-bytes 256M, 1024",
        "--vm 2, 512",
        "-m 2 --vm-bytes=1g, 2048",
        "--cpu 4, 0",
        // Of what?
        "--vm 2 --vm-bytes 50%, 0",
    })
    void readsFromAUsersLoadWhatItTakesOfTheHost(String arguments, long mebibytes) {
        assertThat(VmWorkers.memory(List.of(arguments.split(" ")))).isEqualTo(mebibytes << 20);
    }

    @Test
    void takesTheLimitAwayThatWouldMaskAnother() {
        Plan plan = plan(host(0), new CpuQuota(PLACE, Cpus.parse("0.5")), new CpuPinning(PLACE, CpuSet.parse("1")));

        Trial quota = plan.trials().get(0);
        Trial pinning = plan.trials().get(1);
        assertThat(quota.limits().find(CpuPinning.class)).isPresent();
        assertThat(quota.workload().command()).hasToString("stress --cpu 1 --timeout 60");
        assertThat(pinning.limits().find(CpuQuota.class)).isEmpty();
        assertThat(pinning.workload().command()).hasToString("stress --cpu 2 --timeout 60");
    }

    @Test
    void cannotPressAQuotaOrASetThatLeavesTheWholeHost() {
        Plan plan = plan(host(0), new CpuQuota(PLACE, Cpus.parse("2")), new CpuPinning(PLACE, CpuSet.parse("0,1")));

        assertThat(plan.trials()).isEmpty();
        assertThat(plan.untried()).hasSize(2).allMatch(Plan.Untried::supported);
    }

    @Test
    void fightsForOneCpuWithARivalOfOtherShares() {
        Trial trial = plan(host(0), new CpuShares(PLACE, 512)).trials().get(0);

        assertThat(trial.limits().find(CpuPinning.class)).map(CpuPinning::cpus).contains(CpuSet.parse("1"));
        assertThat(trial.rivals()).hasSize(1);
        assertThat(trial.rivals().get(0).find(CpuShares.class))
                .map(CpuShares::shares)
                .contains(1024L);
        assertThat(trial.rivals().get(0).find(CpuPinning.class))
                .map(CpuPinning::cpus)
                .contains(CpuSet.parse("1"));
    }

    @Test
    void triesWritesDirectAndBufferedAndReadsDirect() {
        Plan plan = plan(
                host(0),
                new Throttle(PLACE, Direction.WRITE, RateUnit.BPS, new Target.Rootfs(), 1 << 20),
                new Throttle(PLACE, Direction.READ, RateUnit.IOPS, new Target.Rootfs(), 100));

        assertThat(plan.trials())
                .extracting(Trial::name)
                .containsExactly("device_read_iops", "device_write_bps", "device_write_bps (buffered)");
        assertThat(plan.trials()).allMatch(trial -> trial.contrast().isPresent());
        assertThat(plan.trials().get(1).workload().command().toString())
                .contains("--direct=1", "--rw=randwrite", "--bs=65536");
    }

    @Test
    void dropsTheOtherRateWhereItWouldBeMetFirst() {
        Limit bps = new Throttle(PLACE, Direction.WRITE, RateUnit.BPS, new Target.Rootfs(), 100_000);
        Limit iops = new Throttle(PLACE, Direction.WRITE, RateUnit.IOPS, new Target.Rootfs(), 1000);
        Plan plan = plan(host(0), bps, iops);

        Trial pressesIops = plan.trials().stream()
                .filter(trial -> trial.name().equals("device_write_iops"))
                .findFirst()
                .orElseThrow();
        assertThat(pressesIops.limits().limits()).containsExactly(iops);
        Trial pressesBps = plan.trials().stream()
                .filter(trial -> trial.name().equals("device_write_bps"))
                .findFirst()
                .orElseThrow();
        assertThat(pressesBps.limits().limits()).containsExactly(bps, iops);
    }

    @Test
    void saysThatACapOnADeviceWithoutDataProvesNothing() {
        Plan plan = plan(
                host(0), new Throttle(PLACE, Direction.WRITE, RateUnit.BPS, new Target.Device("/dev/loop0"), 1 << 20));

        assertThat(plan.untried())
                .extracting(Plan.Untried::reason)
                .containsExactly(Excuse.load("/dev/loop0 holds neither the root file system nor a volume"));
    }

    @Test
    void writesToTheVolumeWhoseDeviceIsNamed() {
        Limits limits = new Limits(
                List.of(new Throttle(PLACE, Direction.READ, RateUnit.BPS, new Target.Device("/dev/loop0"), 1 << 20)),
                List.of(new Mount("data", "/data", false)),
                false,
                List.of());

        Trial trial = Planner.plan(
                        policy(limits, Optional.empty(), Ways.all(Consequence.SKIP)), host(0), ".scratch", false)
                .trials()
                .get(0);

        assertThat(trial.workload().directory()).contains("/data/.scratch");
    }

    @Test
    void runsFreshTrialsFirstAndThoseThatSpendTheirContainerLast() {
        Plan plan = plan(
                host(0),
                new Pids(PLACE, 50),
                new CpuQuota(PLACE, Cpus.parse("0.5")),
                new ShmSize(PLACE, Bytes.ofMebibytes(16)),
                new StorageSize(PLACE, Bytes.ofMebibytes(100)),
                new Memory(PLACE, Bytes.ofMebibytes(512)));

        assertThat(plan.trials())
                .extracting(Trial::name)
                .containsExactly("mem_limit", "cpus", "shm_size", "storage_opt.size", "pids_limit");
    }

    @Test
    void aLoadThatWantsMuchMemoryHasTheTimeThatASlowHostNeedsForIt() {
        Limit little = new Memory(PLACE, Bytes.ofMebibytes(64));
        Limit much = new Memory(PLACE, Bytes.parse("4g"));

        assertThat(plan(host(0), little).trials().get(0).atMost()).isEqualTo(Trial.AT_MOST);
        assertThat(plan(host(0), much).trials().get(0).atMost()).isGreaterThan(Trial.AT_MOST.plusSeconds(48));
    }

    @Test
    void aLoadThatGoesToSwapOrMakesManyProcessesHasTheTimeThatASlowHostNeedsForIt() {
        Limit[] swap = {new Memory(PLACE, Bytes.ofMebibytes(256)), new MemorySwap(PLACE, Bytes.ofMebibytes(640))};

        assertThat(plan(host(1 << 30), swap).trials())
                .extracting(Trial::atMost)
                .contains(Trial.AT_MOST.plusSeconds((640 - 256) / 32));
        assertThat(plan(host(0), new Pids(PLACE, 4096)).trials().get(0).atMost())
                .isGreaterThan(Trial.AT_MOST.plusSeconds(30));
        assertThat(plan(host(0), new Pids(PLACE, 200)).trials().get(0).atMost()).isEqualTo(Trial.AT_MOST);
    }

    /** But not where the policy says its time. */
    @ParameterizedTest
    @CsvSource({"'', 40", "'for: 5s, ', 5"})
    void aPolicysOwnLoadThatGoesToSwapHasThatTimeAsWell(String time, int seconds) throws Exception {
        Policy policy = PolicyReader.parse("limits.yaml", """
                limits: { mem_limit: 512m }
                derive: false
                trials: [ { stress: --vm 5 --vm-bytes 256M, %sexpect: { memory.memsw.peak: "<= 1g" } } ]
                """.formatted(time));

        assertThat(Planner.plan(policy, host(1 << 30), ".scratch", false).trials())
                .singleElement()
                .satisfies(trial -> {
                    assertThat(trial.atMost()).hasSeconds(seconds);
                    assertThat(trial.workload().command().arguments()).endsWith("--timeout", seconds + 20 + "s");
                });
    }

    @Test
    void pressesASmallerLimitWhereTheHostCouldNotBearTheDeclaredOne() {
        Limit[] limits = {
            new CpuQuota(PLACE, Cpus.parse("4")),
            new Memory(PLACE, Bytes.parse("20g")),
            new MemorySwap(PLACE, Bytes.parse("30g")),
            new Pids(PLACE, 4_000_000),
            new NoFile(PLACE, 1024, 1_073_741_816),
            new ShmSize(PLACE, Bytes.parse("20g")),
            new TmpfsSize(PLACE, Tmpfs.at("/a").withSize(20L << 30).withInodes(1 << 20)),
            new TmpfsInodes(PLACE, Tmpfs.at("/a").withSize(20L << 30).withInodes(1 << 20)),
        };

        Plan plan = plan(host(0), Optional.empty(), true, limits);

        assertThat(plan.untried()).isEmpty();
        assertThat(plan.trials().stream().flatMap(trial -> trial.checks().stream()))
                .extracting(check -> check.subject() + " " + check.sizes().orElseThrow())
                .containsExactlyInAnyOrder(
                        "cpus 1 CPUs of 4 CPUs",
                        "mem_limit 4 GiB of 20 GiB",
                        "mem_limit (tmpfs) 4 GiB of 20 GiB",
                        "memswap_limit 6 GiB of 30 GiB",
                        "pids_limit 4096 of 4000000",
                        "ulimits.nofile 1024, at most 65536 of 1024, at most 1073741816",
                        "shm_size 4 GiB of 20 GiB",
                        "tmpfs.size 4 GiB on /a of 20 GiB on /a",
                        "tmpfs.nr_inodes 65536 on /a of 1048576 on /a");
        assertThat(plan.trials())
                .allSatisfy(trial -> assertThat(trial.declared())
                        .hasValueSatisfying(
                                declared -> assertThat(declared.limits()).containsExactly(limits)));
        assertThat(plan(host(0), Optional.of(false), true, limits).trials())
                .as("turned off by the policy")
                .flatExtracting(Trial::checks)
                .allSatisfy(check -> assertThat(check.sizes()).isEmpty());
        assertThat(plan(host(0), Optional.of(true), false, limits).trials())
                .as("turned on by the policy")
                .flatExtracting(Trial::checks)
                .allSatisfy(check -> assertThat(check.sizes()).isPresent());
    }

    @Test
    void pressesTheDeclaredLimitWhereTheHostCanBearThat() {
        assertThat(plan(host(0), Optional.empty(), true, new CpuQuota(PLACE, Cpus.parse("1")), new Pids(PLACE, 100)))
                .satisfies(plan -> assertThat(plan.trials())
                        .allSatisfy(trial -> assertThat(trial.declared()).isEmpty()));
    }

    @Test
    void liftsTheMemoryThatATmpfsWouldMeetFirst() {
        Limit memory = new Memory(PLACE, Bytes.ofMebibytes(64));
        Limit large = new TmpfsSize(PLACE, Tmpfs.at("/a").withSize(128 << 20));
        Limit small =
                new TmpfsSize(new Place("limits.yaml", 2, 1), Tmpfs.at("/b").withSize(8 << 20));

        Plan plan = plan(host(0), memory, large, small);

        assertThat(plan.trials())
                .extracting(trial -> trial.workload().shown() + trial.remark())
                .containsExactlyInAnyOrder(
                        "stress --vm 1 --vm-bytes 80M --vm-keep --timeout 60",
                        "dd of 80 MiB to /a",
                        "dd of 144 MiB to /a; tried without mem_limit of 64 MiB, which as declared would be met first",
                        "dd of 24 MiB to /b");
    }

    @Test
    void leavesTheContainerOfAHangingLoadToNobody() {
        Plan plan = plan(host(0), new Memory(PLACE, Bytes.ofMebibytes(64)), new OomKillDisable(PLACE, true));

        assertThat(plan.trials().get(0).spent()).isTrue();
    }

    private static List<String> commands(Plan plan) {
        return plan.trials().stream()
                .map(trial -> trial.workload().command().toString())
                .toList();
    }

    private static Policy policy(Limits limits, Optional<Boolean> smaller, Map<Way, Consequence> waysRound) {
        return new Policy(
                "limits.yaml",
                limits,
                true,
                List.of(),
                List.of(),
                smaller,
                Map.of(),
                Map.of(),
                waysRound,
                Engines.NONE,
                List.of(),
                List.of(),
                Optional.empty());
    }

    private static Plan plan(Host host, Limit... limits) {
        return plan(host, Optional.empty(), false, limits);
    }

    private static Plan plan(Host host, Optional<Boolean> smaller, boolean otherwise, Limit... limits) {
        Limits all = new Limits(List.of(limits), List.of(), false, List.of());
        return Planner.plan(policy(all, smaller, Ways.all(Consequence.SKIP)), host, ".scratch", otherwise);
    }

    private static Host host(long swap) {
        return Host.of(new HostSurvey(
                """
                100 90 0:50 / / rw - overlay overlay rw
                102 100 254:0 /x /.container-limits ro - ext4 /dev/vda rw
                103 100 7:0 / /data rw - ext4 /dev/loop0 rw
                """,
                "MemAvailable: " + (8 << 20) + " kB\nSwapTotal: " + (swap >> 10) + " kB\nSwapFree: " + (swap >> 10)
                        + " kB\n",
                "",
                "0-1",
                Map.of("254:0", "../../devices/x/block/vda", "7:0", "../../devices/virtual/block/loop0"),
                Map.of(),
                Map.of(),
                Map.of("/", new Space(50 * GIB, OptionalLong.empty())),
                "32768",
                "32768",
                "",
                "core",
                List.of()));
    }
}
