package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An engine that applies another limit than it was asked for, or none, and says nothing of it. A limit that was dropped, raised or given to another
 * device is never held; one that is tighter than asked is, with a remark. Beside each is the truth: without a lie the same policy is held.
 *
 * <p>Its cases run beside each other, as builds of several people do: they take turns where they would disturb each other. The annotation is on the methods,
 * since on the class it would let other classes run beside this one, whose leftovers it would then see.
 */
class LyingEngineIT {
    private static final List<String> TABLE = Collections.synchronizedList(new ArrayList<>(
            List.of("| limit | lie | verdict | measured | evidence |", "| --- | --- | --- | --- | --- |")));

    private static final int TRIES = 3;
    private static final Undecided UNDECIDED = new Undecided(LyingEngineIT.class);

    /** What is done to a limit. */
    enum Lie {
        NONE,
        DROPPED,
        DOUBLED,
        HALVED,
        /** As systemd rounds a quota: within the tolerance of what is measured. */
        ROUNDED,
        /** The same of so small a quota that it is more than that. */
        ROUNDED_FAR,
        ELSEWHERE
    }

    /**
     * @param key the limit's
     * @param policy its limits, as one flow mapping, and what else the policy needs
     */
    record Case(String key, String policy, Lie lie, Consumer<ObjectNode> change) {
        @Override
        public String toString() {
            return key + " " + lie;
        }
    }

    static Stream<Case> lies() {
        return Stream.of(
                        number("cpus", "{ cpus: 0.5 }", "NanoCpus"),
                        // Just below a whole CPU, and more than a worker has.
                        number("cpus", "{ cpus: 0.95 }", "NanoCpus").filter(lie -> lie.lie() != Lie.DOUBLED),
                        rounded("0.125", Lie.ROUNDED),
                        rounded("0.015", Lie.ROUNDED_FAR),
                        number("cpu_quota", "{ cpu_quota: 50000 }", "CpuQuota"),
                        number("cpu_quota", "{ cpu_quota: 10000, cpu_period: 20000 }", "CpuQuota"),
                        // Decided over more than ten periods.
                        number("cpu_quota", "{ cpu_quota: 500000, cpu_period: 1000000 }", "CpuQuota")
                                .filter(lie -> lie.lie() == Lie.NONE || lie.lie() == Lie.DROPPED),
                        number("cpu_period", "{ cpu_quota: 10000, cpu_period: 20000 }", "CpuPeriod")
                                .map(LyingEngineIT::neverTighter),
                        Stream.of("cpus: 0.000", "cpu_quota: -1", "mem_limit: 0", "pids_limit: -1", "pids_limit: 0")
                                .map(none -> lie(
                                        none.substring(0, none.indexOf(':')),
                                        "{ " + none + " }",
                                        Lie.NONE,
                                        config -> {})),
                        number("cpu_shares", "{ cpu_shares: 512 }", "CpuShares"),
                        number("mem_limit", "{ mem_limit: 64m }", "Memory"),
                        number("memswap_limit", "{ mem_limit: 64m, memswap_limit: 96m }", "MemorySwap")
                                .filter(lie -> lie.lie() != Lie.HALVED),
                        // Half of it must still be above the memory.
                        number("memswap_limit", "{ mem_limit: 64m, memswap_limit: 160m }", "MemorySwap")
                                .filter(lie -> lie.lie() == Lie.HALVED),
                        number("mem_swappiness", "{ mem_limit: 64m, mem_swappiness: 10 }", "MemorySwappiness"),
                        number("pids_limit", "{ pids_limit: 40 }", "PidsLimit"),
                        // Fewer than the runtime's own threads.
                        number("pids_limit", "{ pids_limit: 8 }", "PidsLimit"),
                        number("shm_size", "{ shm_size: 32m }", "ShmSize"),
                        tmpfs("tmpfs.size", "size"),
                        tmpfs("tmpfs.nr_inodes", "nr_inodes"),
                        Stream.of(
                                lie(
                                        "oom_kill_disable",
                                        "{ mem_limit: 64m, oom_kill_disable: true }",
                                        Lie.NONE,
                                        config -> {}),
                                lie(
                                        "oom_kill_disable",
                                        "{ mem_limit: 64m, oom_kill_disable: true }",
                                        Lie.DROPPED,
                                        config -> config.remove("OomKillDisable"))),
                        number("oom_score_adj", "{ oom_score_adj: 500 }", "OomScoreAdj")
                                .map(LyingEngineIT::neverTighter),
                        ulimit("ulimits.nofile", "{ soft: 256, hard: 512 }"),
                        ulimit("ulimits.fsize", "{ soft: 1048576, hard: 2097152 }"),
                        ulimit("ulimits.memlock", "{ soft: 65536, hard: 131072 }"),
                        ulimit("ulimits.nproc", "{ soft: 20, hard: 30 }"),
                        ulimit("ulimits.core", "{ soft: 65536, hard: 131072 }"),
                        ulimit("ulimits.cpu", "{ soft: 1, hard: 2 }"),
                        // Docker takes none, so that there is no truth beside these.
                        ulimit("ulimits.as", "{ soft: 1073741824, hard: 2147483648 }")
                                .filter(lie -> lie.lie() == Lie.DROPPED || lie.lie() == Lie.DOUBLED),
                        ulimit("ulimits.data", "{ soft: 1073741824, hard: 2147483648 }"),
                        ulimit("ulimits.stack", "{ soft: 1048576, hard: 2097152 }"),
                        set(),
                        texts("storage_opt.size", "{ storage_opt: { size: 100m } }", "/StorageOpt", "size"),
                        texts("logging", "{ logging: { options: { max-size: 1m } } }", "/LogConfig/Config", "max-size"),
                        texts(
                                "logging",
                                "{ logging: { driver: local, options: { max-size: 1m, max-file: 2 } } }",
                                "/LogConfig/Config",
                                "max-size"),
                        noLog(),
                        rate("device_read_bps", "1m", "BlkioDeviceReadBps"),
                        rate("device_write_bps", "1m", "BlkioDeviceWriteBps"),
                        rate("device_read_iops", "100", "BlkioDeviceReadIOps"),
                        rate("device_write_iops", "100", "BlkioDeviceWriteIOps"))
                .flatMap(cases -> cases);
    }

    private static Case lie(String key, String policy, Lie lie, Consumer<ObjectNode> change) {
        return new Case(key, policy, lie, change);
    }

    private static Stream<Case> number(String key, String policy, String field) {
        return Stream.of(
                lie(key, policy, Lie.NONE, config -> {}),
                lie(key, policy, Lie.DROPPED, config -> config.remove(field)),
                lie(key, policy, Lie.DOUBLED, config -> replace(config, field, value -> value * 2)),
                lie(key, policy, Lie.HALVED, config -> replace(config, field, value -> value / 2)));
    }

    /** Half of it is no tighter limit, but another. */
    private static Case neverTighter(Case lie) {
        return lie.lie() == Lie.HALVED ? lie(lie.key(), lie.policy(), Lie.ELSEWHERE, lie.change()) : lie;
    }

    /** A quota, and the same in whole hundredths of a CPU. */
    private static Stream<Case> rounded(String cpus, Lie lie) {
        long step = 10_000_000;
        String policy = "{ cpus: " + cpus + " }";
        return Stream.of(
                lie("cpus", policy, Lie.NONE, config -> {}),
                lie(
                        "cpus",
                        policy,
                        lie,
                        config -> replace(config, "NanoCpus", value -> (value + step - 1) / step * step)));
    }

    private static void replace(ObjectNode node, String field, LongUnaryOperator change) {
        if (node.path(field).isNumber()) {
            node.put(field, change.applyAsLong(node.path(field).asLong()));
        }
    }

    /** Limits that are proven at a smaller size, which is applied, while what is above a threshold is not. */
    static Stream<Case> large() {
        return Stream.of(
                        large("mem_limit", "{ mem_limit: 512g }", "Memory", 100L << 30),
                        large("memswap_limit", "{ mem_limit: 512g, memswap_limit: 600g }", "MemorySwap", 100L << 30),
                        large("pids_limit", "{ pids_limit: 2000000 }", "PidsLimit", 100_000),
                        large("shm_size", "{ shm_size: 512g }", "ShmSize", 100L << 30),
                        largeTmpfs())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> large(String key, String policy, String field, long threshold) {
        return Stream.of(
                lie(key, policy, Lie.NONE, config -> {}),
                lie(key, policy, Lie.DROPPED, config -> {
                    if (config.path(field).asLong() > threshold) {
                        config.remove(field);
                    }
                }),
                lie(
                        key,
                        policy,
                        Lie.DOUBLED,
                        config -> replace(config, field, value -> value > threshold ? value * 2 : value)));
    }

    /** A tmpfs of which one option is changed, or another forgotten. */
    private static Stream<Case> tmpfs(String key, String option) {
        String policy = "{ tmpfs: [ \"/app:size=32m,nr_inodes=1k,mode=700,noexec\", /cache ] }";
        String no = "(?<=^|,)" + option + "=(\\d+),";
        return Stream.of(
                lie(key, policy, Lie.NONE, config -> {}),
                lie(key, policy, Lie.DROPPED, config -> mounted(config, words -> words.replaceFirst(no, ""))),
                lie(
                        key,
                        policy,
                        Lie.DOUBLED,
                        config -> mounted(config, words -> sized(words, option, size -> size * 2))),
                lie(
                        key,
                        policy,
                        Lie.HALVED,
                        config -> mounted(config, words -> sized(words, option, size -> size / 2))),
                lie(key, policy, Lie.ELSEWHERE, config -> mounted(config, words -> words.replace("noexec", "exec"))),
                lie(
                        key,
                        policy,
                        Lie.ELSEWHERE,
                        config -> mounted(config, words -> words.replace("mode=700", "mode=777"))));
    }

    private static void mounted(ObjectNode config, UnaryOperator<String> change) {
        if (config.path("Tmpfs") instanceof ObjectNode mounts && mounts.has("/app")) {
            mounts.put("/app", change.apply(mounts.path("/app").asText()));
        }
    }

    private static String sized(String words, String option, LongUnaryOperator change) {
        return Pattern.compile("(?<=^|,)" + option + "=(\\d+)")
                .matcher(words)
                .replaceFirst(found -> option + "=" + change.applyAsLong(Long.parseLong(found.group(1))));
    }

    /** Of which the engine forgets what is above a threshold. */
    private static Stream<Case> largeTmpfs() {
        String policy = "{ tmpfs: /app:size=512g }";
        return Stream.of(
                lie("tmpfs.size", policy, Lie.NONE, config -> {}),
                lie(
                        "tmpfs.size",
                        policy,
                        Lie.DOUBLED,
                        config -> mounted(
                                config, words -> sized(words, "size", size -> size > 100L << 30 ? size * 2 : size))));
    }

    private static Stream<Case> ulimit(String key, String limits) {
        String policy = "{ ulimits: { " + key.substring(key.indexOf('.') + 1) + ": " + limits + " } }";
        return Stream.of(
                lie(key, policy, Lie.NONE, config -> {}),
                lie(key, policy, Lie.DROPPED, config -> config.remove("Ulimits")),
                lie(
                        key,
                        policy,
                        Lie.DOUBLED,
                        config -> config.path("Ulimits")
                                .forEach(limit -> replace((ObjectNode) limit, "Hard", value -> value * 2))),
                lie(
                        key,
                        policy,
                        Lie.ELSEWHERE,
                        config -> config.path("Ulimits")
                                .forEach(limit -> replace((ObjectNode) limit, "Soft", value -> value * 2))),
                lie(
                        key,
                        policy,
                        Lie.HALVED,
                        config -> config.path("Ulimits").forEach(limit -> {
                            replace((ObjectNode) limit, "Soft", value -> value / 2);
                            replace((ObjectNode) limit, "Hard", value -> value / 2);
                        })));
    }

    private static Stream<Case> set() {
        String policy = "{ cpuset: \"1\" }";
        return Stream.of(
                lie("cpuset", policy, Lie.NONE, config -> {}),
                lie("cpuset", policy, Lie.DROPPED, config -> config.remove("CpusetCpus")),
                lie("cpuset", policy, Lie.DOUBLED, config -> override(config, "CpusetCpus", "0-1")),
                lie("cpuset", policy, Lie.ELSEWHERE, config -> override(config, "CpusetCpus", "0")));
    }

    private static void override(ObjectNode node, String field, String value) {
        if (!node.path(field).asText("").isEmpty()) {
            node.put(field, value);
        }
    }

    /** A limit that is bytes as text in a map of options. */
    private static Stream<Case> texts(String key, String policy, String map, String field) {
        return Stream.of(
                lie(key, policy, Lie.NONE, config -> {}),
                lie(key, policy, Lie.DROPPED, config -> {
                    if (config.at(map) instanceof ObjectNode options) {
                        options.remove(field);
                        options.remove("max-file");
                    }
                }),
                lie(key, policy, Lie.DOUBLED, config -> text(config.at(map), field, value -> value * 2)),
                lie(key, policy, Lie.HALVED, config -> text(config.at(map), field, value -> value / 2)));
    }

    private static Stream<Case> noLog() {
        String policy = "{ logging: { driver: none } }";
        // Containers that only look have none either, and are left as they are.
        return Stream.of(
                lie("logging", policy, Lie.NONE, config -> {}),
                lie("logging", policy, Lie.DROPPED, config -> config.remove("LogConfig")),
                lie("logging", policy, Lie.ELSEWHERE, config -> {
                    if (config.path("LogConfig") instanceof ObjectNode log) {
                        log.put("Type", "local");
                    }
                }));
    }

    private static void text(JsonNode options, String field, LongUnaryOperator change) {
        if (options instanceof ObjectNode map && map.has(field)) {
            map.put(field, String.valueOf(change.applyAsLong(map.path(field).asLong())));
        }
    }

    private static Stream<Case> rate(String key, String rate, String list) {
        String load = key.contains("iops") ? "--bs=4k --size=400k" : "--bs=64k --size=1m";
        // Direct only: what goes through the page cache escapes on cgroup v1, with or without a lie.
        String policy = "{ blkio_config: { " + key + ": [ { path: rootfs, rate: " + rate
                + " } ] } }, derive: false, trials: [ { fio: --ioengine=libaio --direct=1 --iodepth=8 --rw="
                + (key.contains("read") ? "randread " : "randwrite ") + load + ", expect: { " + key + ": held } } ]";
        return Stream.of(
                lie(key, policy, Lie.NONE, config -> {}),
                lie(key, policy, Lie.DROPPED, config -> config.remove(list)),
                lie(
                        key,
                        policy,
                        Lie.DOUBLED,
                        config -> devices(config, list, device -> replace(device, "Rate", value -> value * 2))),
                lie(
                        key,
                        policy,
                        Lie.HALVED,
                        config -> devices(config, list, device -> replace(device, "Rate", value -> value / 2))),
                lie(
                        key,
                        policy,
                        Lie.ELSEWHERE,
                        config -> devices(config, list, device -> device.put("Path", RealEngine.property("disk")))));
    }

    private static void devices(ObjectNode config, String list, Consumer<ObjectNode> change) {
        config.path(list).forEach(device -> change.accept((ObjectNode) device));
    }

    static Stream<Case> dropped() {
        return lies().filter(lie -> lie.lie() == Lie.DROPPED);
    }

    /** Of limits that the engine loosens or puts elsewhere: what must never be held. Of ulimits one stands for all. */
    static Stream<Case> loosened() {
        return lies().filter(LyingEngineIT::isLoosened);
    }

    private static boolean isLoosened(Case lie) {
        boolean another = lie.key().startsWith("ulimits.") && !lie.key().equals("ulimits.nofile");
        return switch (lie.lie()) {
            case DOUBLED, ROUNDED_FAR, ELSEWHERE -> !another;
            case NONE, DROPPED, HALVED, ROUNDED -> false;
        };
    }

    static Stream<Case> changedOtherwise() {
        return lies().filter(lie -> lie.lie() != Lie.DROPPED && !isLoosened(lie));
    }

    static Stream<Case> largeDropped() {
        return large().filter(lie -> lie.lie() != Lie.NONE);
    }

    static Stream<Case> largeAsTold() {
        return large().filter(lie -> lie.lie() == Lie.NONE);
    }

    @Tag("fast")
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("dropped")
    void isNotBelievedWhereItDropsALimit(Case lie) throws Exception {
        isNotBelieved(lie);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("loosened")
    void isNotBelievedWhereItLoosensALimit(Case lie) throws Exception {
        isNotBelieved(lie);
    }

    /** Also that an engine which tells the truth is believed, as most other tests show too, and one that is stricter. */
    @Tag("engines")
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("changedOtherwise")
    void isBelievedAsFarAsItIsTrueWhereItChangesALimitOtherwise(Case lie) throws Exception {
        isNotBelieved(lie);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("largeDropped")
    void isNotBelievedWhereItLiesOnlyOfLimitsThatNoLoadCanPress(Case lie) throws Exception {
        isDecidedAtASmallerSize(lie, Outcome.DISCARDED);
    }

    @Tag("engines")
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("largeAsTold")
    void isBelievedWhereItTellsTheTruthOfLimitsThatNoLoadCanPress(Case lie) throws Exception {
        isDecidedAtASmallerSize(lie, Outcome.HELD);
    }

    private static void isDecidedAtASmallerSize(Case lie, Outcome expected) throws Exception {
        try (LyingProxy proxy = new LyingProxy(RealEngine.host(), lie.change())) {
            Verdict verdict = verdictInTries(proxy, lie);

            TABLE.add(row(lie, verdict));
            assertThat(verdict.sizes()).as(verdict.evidence()).isPresent();
            assertThat(proxy.lies() > 0).as("the engine lied").isEqualTo(lie.lie() != Lie.NONE);
            assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(expected);
        }
    }

    static Stream<Case> ofApplications() {
        return Stream.of(
                        number("cpus", "{ cpus: 0.5 }", "NanoCpus"),
                        number("mem_limit", "{ mem_limit: 64m }", "Memory"),
                        number("pids_limit", "{ pids_limit: 40 }", "PidsLimit"),
                        rate("device_read_bps", "1m", "BlkioDeviceReadBps"))
                .flatMap(cases -> cases)
                .filter(lie -> lie.key().equals("mem_limit") || lie.lie() == Lie.NONE || lie.lie() == Lie.DROPPED)
                .map(lie -> lie(
                        lie.key(),
                        lie.policy().replaceFirst(", derive: .*", "")
                                + ", derive: false, app: { command: busybox sleep 100, for: 500ms, ready: { exec: busybox true } }",
                        lie.lie(),
                        lie.change()));
    }

    /** That it fits says nothing where the engine did not give it its limits. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("ofApplications")
    void isNotBelievedWhereAnApplicationFits(Case lie) throws Exception {
        try (LyingProxy proxy = new LyingProxy(RealEngine.host(), lie.change())) {
            Verdict verdict = RealEngine.verify(proxy.address(), "{ limits: " + lie.policy() + " }").verdicts().stream()
                    .filter(any -> any.subject().equals("app limits"))
                    .findFirst()
                    .orElseThrow();

            assertThat(proxy.lies() > 0).as("the engine lied").isEqualTo(lie.lie() != Lie.NONE);
            assertThat(verdict.outcome())
                    .as(verdict.evidence())
                    .isEqualTo(lie.lie() == Lie.NONE || lie.lie() == Lie.HALVED ? Outcome.HELD : Outcome.DISCARDED);
            assertThat(verdict.evidence()).contains(lie.key());
        }
    }

    static Stream<Case> onlyShown() {
        return Stream.of(
                        number("mem_reservation", "{ mem_limit: 64m, mem_reservation: 32m }", "MemoryReservation"),
                        ulimit("ulimits.msgqueue", "{ soft: 204800, hard: 409600 }"),
                        ulimit("ulimits.sigpending", "{ soft: 100, hard: 200 }"))
                .flatMap(cases -> cases);
    }

    /** What no load presses is not held by an engine that tells the truth either. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("onlyShown")
    void isNotBelievedWhereALimitIsOnlyShown(Case lie) throws Exception {
        try (LyingProxy proxy = new LyingProxy(RealEngine.host(), lie.change())) {
            Verdict verdict = found(proxy, lie);

            TABLE.add(row(lie, verdict));
            assertThat(proxy.lies() > 0).as("the engine lied").isEqualTo(lie.lie() != Lie.NONE);
            // Half of a reservation is less than was asked for, and half of another limit is not.
            boolean isNoLooser = lie.lie() == Lie.NONE
                    || lie.lie() == Lie.HALVED && lie.key().startsWith("ulimits.");
            assertThat(verdict.outcome())
                    .as(verdict.evidence())
                    .isEqualTo(isNoLooser ? Outcome.UNPROVEN : Outcome.DISCARDED);
        }
    }

    private static String row(Case lie, Verdict verdict) {
        return "| " + lie.key() + " | " + lie.lie().name().toLowerCase(java.util.Locale.ROOT) + " | "
                + verdict.outcome() + " | " + verdict.measured() + " of " + verdict.bound() + " | "
                + verdict.evidence() + " |";
    }

    private static void isNotBelieved(Case lie) throws Exception {
        String engine =
                lie.key().equals("storage_opt.size") ? RealEngine.property("quotaDockerHost") : RealEngine.host();
        try (LyingProxy proxy = new LyingProxy(engine, lie.change())) {
            Verdict verdict = verdictInTries(proxy, lie);

            TABLE.add(row(lie, verdict));
            assertThat(proxy.lies() > 0).as("the engine lied").isEqualTo(lie.lie() != Lie.NONE);
            switch (lie.lie()) {
                case NONE ->
                    assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(Outcome.HELD);
                case HALVED -> {
                    assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(Outcome.HELD);
                    assertThat(verdict.evidence()).contains("tighter than the policy's");
                }
                case ROUNDED -> {
                    assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(Outcome.HELD);
                    assertThat(verdict.evidence()).contains("is rounded up");
                }
                case DROPPED, DOUBLED, ROUNDED_FAR, ELSEWHERE -> {
                    if (lie.key().equals("pids_limit")) {
                        // Of what a load goes above at once it is measured, and not only shown. Of CPUs a busy machine
                        // may not have enough for that.
                        assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(Outcome.ESCAPED);
                    }
                    assertThat(verdict.outcome())
                            .as(verdict.evidence())
                            .isIn(Outcome.ESCAPED, Outcome.DISCARDED, Outcome.UNSUPPORTED);
                }
            }
        }
    }

    /** A busy machine can keep a load from pressing its limit: tried again, and counted. */
    private static Verdict verdictInTries(LyingProxy proxy, Case lie) throws InvalidPolicyException {
        Verdict verdict = verdict(proxy, lie);
        for (int i = 1; i < TRIES && verdict.outcome() == Outcome.UNPROVEN; i++) {
            verdict = verdict(proxy, lie);
        }
        return verdict;
    }

    private static Verdict verdict(LyingProxy proxy, Case lie) throws InvalidPolicyException {
        Verdict verdict = found(proxy, lie);
        UNDECIDED.add(1, verdict.outcome() == Outcome.UNPROVEN ? List.of(lie.toString()) : List.of());
        return verdict;
    }

    private static Verdict found(LyingProxy proxy, Case lie) throws InvalidPolicyException {
        return RealEngine.verify(proxy.address(), "{ limits: " + lie.policy() + ", ways_round: skip }")
                .verdicts()
                .stream()
                .filter(one -> one.subject().equals(lie.key()))
                .findFirst()
                .orElseThrow();
    }

    @AfterAll
    static void countWhatWasTriedAgain() {
        UNDECIDED.check();
    }

    @AfterAll
    static void printTable() throws Exception {
        TABLE.forEach(System.out::println);
        Path folder = Files.createDirectories(Path.of("target", "container-limits"));
        Files.write(folder.resolve("lies.md"), TABLE);
    }
}
