package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.plan.Check.Route;
import io.github.containerlimits.plan.Plan.Untried;
import io.github.containerlimits.policy.Consequence;
import io.github.containerlimits.policy.DeclaredTrial;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Limit.CpuPinning;
import io.github.containerlimits.policy.Limit.CpuQuota;
import io.github.containerlimits.policy.Limit.CpuShares;
import io.github.containerlimits.policy.Limit.Direction;
import io.github.containerlimits.policy.Limit.LogSize;
import io.github.containerlimits.policy.Limit.Memory;
import io.github.containerlimits.policy.Limit.MemorySwap;
import io.github.containerlimits.policy.Limit.OomKillDisable;
import io.github.containerlimits.policy.Limit.Pids;
import io.github.containerlimits.policy.Limit.ShmSize;
import io.github.containerlimits.policy.Limit.StorageSize;
import io.github.containerlimits.policy.Limit.Swappiness;
import io.github.containerlimits.policy.Limit.Throttle;
import io.github.containerlimits.policy.Limits;
import io.github.containerlimits.policy.Load;
import io.github.containerlimits.policy.Metric;
import io.github.containerlimits.policy.Mount;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.Target;
import io.github.containerlimits.policy.Way;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Turns a policy into trials on one engine's host. Every load is sized in absolute numbers and is bounded by itself besides the limit; where the
 * host could not bear it if the limit did not hold, the check stays untried.
 */
public final class Planner {
    /** A load is this much larger than its limit, so that a limit that does not hold is escaped by more than any tolerance. */
    private static final double OVER = 1.25;

    private static final int LOAD_GRACE_SECONDS = 20;
    private static final long MEBIBYTE = 1L << 20;
    private static final int EXTRA_PIDS = 16;
    private static final long MOST_PIDS = 20_000;

    /** This part of a log's size has room in it with all that an engine writes beside each line. */
    private static final double LOG_ROOM = 0.85;

    /**
     * A log is printed this much larger than its size: an engine begins anew where a file is full, so that with more than this, a larger size than the
     * policy's could look like the policy's.
     */
    private static final double LOG_OVER = 1.1;

    /** Enough to be told from what an engine's driver buffers, and printed in a second or two. */
    private static final long PRINTED = 8 * MEBIBYTE;

    private static final long MOST_PRINTED = 1L << 30;

    /** Bytes of a printed line with its end: far above what an engine adds to one, and below the 16 KiB at which it cuts them. */
    private static final int LINE = 1024;

    /** Far above what any application's image makes by chance, and nothing that a host would notice. */
    private static final int FILES = 5_000;

    /** Processes that crash one after the other where core dumps are tried, and bytes that each may leave at most. */
    private static final int CRASHES = 10;

    private static final long MOST_DUMPED = 4 * MEBIBYTE;

    /** Flushes of the whole host where those are tried. */
    private static final int SYNCS = 12;

    private static final int SYNCS_A_SECOND = 4;
    private static final long SMALLEST_WRITE = 4 << 10;

    /** Above this many shares a rival gets half as many instead of twice as many. */
    private static final long HALF_OF_MOST_SHARES = 131_072;

    private static final Set<Metric> DISK_RATES = EnumSet.of(
            Metric.DISK_READ_IOPS,
            Metric.DISK_WRITE_IOPS,
            Metric.DISK_READ_BPS,
            Metric.DISK_WRITE_BPS,
            Metric.DISK_READ_BYTES,
            Metric.DISK_WRITE_BYTES);
    private static final Set<Metric> HOST =
            EnumSet.of(Metric.CPU_USAGE, Metric.CPU_SHARE, Metric.MEMORY_PEAK, Metric.SWAP_PEAK, Metric.MEMSW_PEAK);
    private static final Set<Metric> HIGH_WATER_MARKS =
            EnumSet.of(Metric.MEMORY_PEAK, Metric.SWAP_PEAK, Metric.MEMSW_PEAK, Metric.PIDS_PEAK);

    private final Policy policy;
    private final Host host;
    private final String scratchName;
    private final List<Trial> trials = new ArrayList<>();
    private final List<Untried> untried = new ArrayList<>();

    private Planner(Policy policy, Host host, String scratchName) {
        this.policy = policy;
        this.host = host;
        this.scratchName = scratchName;
    }

    /**
     * Plans the trials of a policy.
     *
     * @param scratchName the name of the directory that loads make on volumes, unique to this run
     */
    public static Plan plan(Policy policy, Host host, String scratchName) {
        Planner planner = new Planner(policy, host, scratchName);
        if (policy.derive()) {
            planner.derive(policy.limits());
        }
        policy.trials().forEach(planner::declare);
        return new Plan(planner.inOrder(), planner.untried);
    }

    /** Trials that need a fresh container come first, those that spend theirs last, so that the fewest containers serve all. */
    private List<Trial> inOrder() {
        return Stream.concat(
                        trials.stream().filter(trial -> trial.fresh() && !trial.spent()),
                        Stream.concat(
                                trials.stream().filter(trial -> !trial.fresh() && !trial.spent()),
                                trials.stream().filter(Trial::spent)))
                .toList();
    }

    private void derive(Limits limits) {
        deriveMemory(limits);
        limits.find(CpuQuota.class).ifPresent(quota -> deriveQuota(limits, quota));
        limits.find(CpuPinning.class).ifPresent(pinning -> derivePinning(limits, pinning));
        limits.find(CpuShares.class).ifPresent(shares -> deriveShares(limits, shares));
        limits.all(Throttle.class).forEach(throttle -> deriveThrottle(limits, throttle));
        limits.find(ShmSize.class).ifPresent(shm -> deriveShm(limits, shm));
        limits.find(StorageSize.class).ifPresent(size -> deriveStorage(limits, size));
        limits.find(LogSize.class).ifPresent(log -> deriveLog(limits, log));
        limits.find(Pids.class).ifPresent(pids -> derivePids(limits, pids));
        limits.find(Memory.class).ifPresent(memory -> deriveTmpfs(limits, memory));
        deriveWaysRound(limits);
    }

    private void deriveQuota(Limits limits, CpuQuota quota) {
        int workers = (int) Math.floor(quota.cpus().value()) + 1;
        // A set of CPUs no larger than the quota would keep the load below it.
        Limits unmasked = limits.find(CpuPinning.class)
                        .filter(pinning -> pinning.cpus().size() <= quota.cpus().value())
                        .isPresent()
                ? limits.without(CpuPinning.class::isInstance)
                : limits;
        Check check = Check.Holds.of(quota);
        Command command = stress("--cpu", workers);
        if (quota.cpus().value() >= host.cpus().size()) {
            untried.add(new Untried(
                    check,
                    command.toString(),
                    true,
                    "the engine's host has " + host.cpus().size() + " CPUs, too few to go above the limit"));
            return;
        }
        trials.add(Trial.of("cpus", unmasked, command, List.of(check))
                .workers(workers)
                .alone(true)
                .build());
    }

    private void derivePinning(Limits limits, CpuPinning pinning) {
        int workers = pinning.cpus().size() + 1;
        Check check = Check.Holds.of(pinning);
        Command command = stress("--cpu", workers);
        if (!host.cpus().cpus().containsAll(pinning.cpus().cpus())) {
            untried.add(new Untried(
                    check, command.toString(), false, "the engine's host has only the CPUs " + host.cpus()));
            return;
        }
        if (pinning.cpus().cpus().containsAll(host.cpus().cpus())) {
            untried.add(new Untried(
                    check,
                    command.toString(),
                    true,
                    "the set holds every CPU of the engine's host, so there is none outside it to use"));
            return;
        }
        // A quota below the size of the set would keep the load from filling it.
        Limits unmasked = limits.find(CpuQuota.class)
                        .filter(quota -> quota.cpus().value() <= pinning.cpus().size())
                        .isPresent()
                ? limits.without(CpuQuota.class::isInstance)
                : limits;
        trials.add(Trial.of("cpuset", unmasked, command, List.of(check))
                .workers(workers)
                .alone(true)
                .build());
    }

    private void deriveShares(Limits limits, CpuShares shares) {
        // One CPU is enough to fight for, and leaves the others to the host.
        int cpu = limits.find(CpuPinning.class)
                .map(CpuPinning::cpus)
                .orElse(host.cpus())
                .last();
        Limits own = limits.without(CpuQuota.class::isInstance)
                .with(new CpuPinning(shares.place(), new CpuSet(new TreeSet<>(Set.of(cpu)))));
        long rival = shares.shares() > HALF_OF_MOST_SHARES ? shares.shares() / 2 : shares.shares() * 2;
        Command command = stress("--cpu", 2);
        trials.add(Trial.of("cpu_shares", own, command, List.of(Check.Holds.of(shares)))
                .rivals(List.of(own.with(new CpuShares(shares.place(), rival))))
                .workers(2)
                .alone(true)
                .build());
    }

    private void deriveMemory(Limits limits) {
        List<Check> checks = limits.limits().stream()
                .filter(limit -> limit instanceof Memory
                        || (limit instanceof MemorySwap swap && !isUnlimited(swap))
                        || limit instanceof Swappiness
                        || limit instanceof OomKillDisable)
                .<Check>map(Check.Holds::of)
                .toList();
        Optional<Memory> memory = limits.find(Memory.class);
        if (checks.isEmpty() || memory.isEmpty()) {
            return;
        }
        long room = memoryAndSwap(limits, memory.get().bytes().value());
        Bytes load = Bytes.of(room).times(OVER);
        Command command = Command.of(
                Tool.STRESS, List.of("--vm", "1", "--vm-bytes", mebibytes(load) + "M", "--vm-keep", "--timeout", "60"));
        boolean hangs =
                limits.find(OomKillDisable.class).map(OomKillDisable::disable).orElse(false);
        trials.add(Trial.of("memory", limits, command, checks)
                .workers(1)
                .fresh(true)
                .spent(hangs)
                .needs(Needs.memory(load.value()))
                .alone(true)
                .build());
    }

    /** How much memory and swap together the limits leave to the container: Docker takes twice the memory where memswap_limit is left out. */
    private long memoryAndSwap(Limits limits, long memory) {
        Optional<MemorySwap> swap = limits.find(MemorySwap.class);
        if (!host.hasSwap() || swap.filter(Planner::isUnlimited).isPresent()) {
            return memory;
        }
        long declared = swap.map(limit -> limit.bytes().value()).orElse(2 * memory);
        return Math.min(declared, memory + host.swapFree());
    }

    private static boolean isUnlimited(MemorySwap swap) {
        return swap.bytes().value() == Long.MAX_VALUE;
    }

    private void derivePids(Limits limits, Pids pids) {
        long count = pids.most() + EXTRA_PIDS;
        Command command = Command.of(
                Tool.BUSYBOX,
                List.of(
                        "sh",
                        "-c",
                        "i=0; while [ $i -lt \"$1\" ]; do \"$0\" sleep 20 & i=$((i+1)); done; wait",
                        Container.BUSYBOX,
                        String.valueOf(count)));
        Check check = Check.Holds.of(pids);
        if (count > MOST_PIDS) {
            untried.add(
                    new Untried(check, count + " processes", true, "so many processes could hurt the engine's host"));
            return;
        }
        trials.add(Trial.of("pids_limit", limits, command, List.of(check))
                .load(count + " processes")
                .needs(Needs.processes(count))
                .fresh(true)
                .spent(true)
                .build());
    }

    private void deriveShm(Limits limits, ShmSize shm) {
        long load = shm.bytes().value() + 16 * MEBIBYTE;
        Check check = Check.Holds.of(shm);
        Command command = fill("/dev/shm", load);
        String shown = "dd of " + Bytes.of(load) + " to /dev/shm";
        // What is in /dev/shm is charged to the memory: where that is the tighter limit, it would be met first.
        Limits unmasked = limits.find(Memory.class)
                        .filter(memory -> memory.bytes().value() < load * 2)
                        .isPresent()
                ? limits.without(limit -> limit instanceof Memory
                        || limit instanceof MemorySwap
                        || limit instanceof Swappiness
                        || limit instanceof OomKillDisable)
                : limits;
        trials.add(Trial.of("shm_size", unmasked, command, List.of(check))
                .load(shown)
                .needs(Needs.memory(load))
                .build());
    }

    private void deriveStorage(Limits limits, StorageSize size) {
        long load = size.bytes().value() + Math.max(16 * MEBIBYTE, size.bytes().value() / 8);
        Check check = Check.Holds.of(size);
        Command command = fill(Container.SCRATCH, load);
        String shown = "dd of " + Bytes.of(load) + " to the root file system";
        if (limits.readOnly()) {
            untried.add(
                    new Untried(check, shown, true, "the root file system is read-only, nothing can be written to it"));
            return;
        }
        // A cap on writes would hold the load up for longer than a trial lasts.
        trials.add(Trial.of("storage_opt.size", uncapped(limits), command, List.of(check))
                .load(shown)
                .needs(Needs.disk(load, "/"))
                .build());
    }

    /**
     * Writes until the file system is full or the load is written: half of it to a file, and the rest to one that is open but has no name any more.
     * Says what blocks they hold, and removes them.
     */
    static Command fill(String directory, long bytes) {
        long blocks = bytes / MEBIBYTE + 2;
        return Command.of(
                Tool.BUSYBOX,
                List.of(
                        "sh",
                        "-c",
                        "\"$0\" dd if=/dev/zero of=\"$1/fill\" bs=1M count=\"$2\"; code=$?;"
                                + " if [ $code = 0 ]; then exec 3>\"$1/unlinked\"; \"$0\" rm \"$1/unlinked\"; \"$0\" dd if=/dev/zero bs=1M count=\"$2\" >&3; code=$?;"
                                + " \"$0\" stat -L -c 'held %b blocks of %B' /proc/self/fd/3; fi;"
                                + " \"$0\" stat -c 'held %b blocks of %B' \"$1/fill\"; \"$0\" rm -f \"$1/fill\"; exit $code",
                        Container.BUSYBOX,
                        directory,
                        String.valueOf(blocks / 2)));
    }

    private void deriveLog(Limits limits, LogSize log) {
        Bytes kept = log.total().orElse(Bytes.of(0));
        Check check = Check.Holds.of(log);
        if (kept.value() > MOST_PRINTED) {
            untried.add(new Untried(
                    check,
                    printed(kept.value()),
                    true,
                    "more than " + Bytes.of(MOST_PRINTED) + " would have to be printed"));
            return;
        }
        long first = kept.times(LOG_ROOM).value();
        long more = kept.times(LOG_OVER).value() - first;
        trials.add(printing("logging", limits, more, check)
                .load(printed(first + more))
                .needs(Needs.disk(first + more, "/"))
                .preparation(Optional.of(print(first)))
                .build());
    }

    private static String printed(long bytes) {
        return Bytes.of(bytes) + " to the container's output";
    }

    /** A trial whose load writes lines to the container's output. */
    private static Trial.Builder printing(String name, Limits limits, long bytes, Check check) {
        // What an earlier load printed would count as well.
        return Trial.of(name, limits, print(bytes), List.of(check))
                .load(printed(bytes))
                .needs(Needs.disk(bytes, "/"))
                .fresh(true)
                .spent(true);
    }

    /** Writes lines to the output of the container's first process, from which the engine takes its log. */
    private static Command print(long bytes) {
        return Command.asRoot(
                Tool.BUSYBOX,
                List.of(
                        "sh",
                        "-c",
                        "\"$0\" yes \"$2\" | \"$0\" head -c \"$1\" >/proc/1/fd/1 && echo \"printed $1\"",
                        Container.BUSYBOX,
                        String.valueOf(bytes),
                        "x".repeat(LINE - 1)));
    }

    /** Trials of what is known to lead round a limit that holds by itself. */
    private void deriveWaysRound(Limits limits) {
        Optional<Throttle> writes =
                limits.all(Throttle.class).stream().filter(Way::isOfWrites).findFirst();
        Optional<StorageSize> size = limits.find(StorageSize.class);
        if (isTried(Way.VOLUME)) {
            writes.ifPresent(throttle -> deriveVolumes(limits, throttle));
        }
        if (isTried(Way.LOG) && limits.find(LogSize.class).isEmpty()) {
            size.<Limit>map(limit -> limit)
                    .or(() -> writes)
                    .ifPresent(limit -> trials.add(printing(
                                    limit.key() + Route.LOG.suffix(),
                                    limits.with(new LogSize(limit.place(), Optional.empty(), 1)),
                                    PRINTED,
                                    Check.Holds.of(limit, Route.LOG))
                            .build()));
        }
        if (isTried(Way.INODES) && !limits.readOnly()) {
            size.ifPresent(limit -> deriveInodes(limits, limit));
        }
        if (isTried(Way.CORE_DUMPS)) {
            limits.limits().stream()
                    .filter(Way::isOfCrashes)
                    .findFirst()
                    .ifPresent(limit -> deriveCoreDumps(limits, limit));
        }
        if (isTried(Way.SYNC)) {
            writes.ifPresent(throttle -> deriveSync(limits, throttle));
        }
    }

    private boolean isTried(Way way) {
        return policy.waysRound().get(way) != Consequence.SKIP;
    }

    private void deriveCoreDumps(Limits limits, Limit limit) {
        Optional<String> directory = limits.readOnly() ? Optional.empty() : Optional.of(scratch("/"));
        Command command = Command.of(
                Tool.BUSYBOX,
                List.of(
                        "sh",
                        "-c",
                        "cd \"$2\"; ulimit -S -c \"$(ulimit -H -c)\"; i=0;"
                                + " while [ $i -lt \"$1\" ]; do \"$0\" sh -c 'kill -SEGV $$'; i=$((i+1)); done;"
                                + " echo \"crashed $i times\"; \"$0\" stat -c 'dumped %s' core*",
                        Container.BUSYBOX,
                        String.valueOf(CRASHES),
                        directory.orElse("/")));
        trials.add(Trial.of(
                        limit.key() + Route.CORE_DUMPS.suffix(),
                        limits,
                        command,
                        List.of(Check.Holds.of(limit, Route.CORE_DUMPS)))
                .load(CRASHES + " crashes")
                .needs(Needs.disk(CRASHES * MOST_DUMPED, "/"))
                .directory(directory)
                .alone(true)
                .build());
    }

    /** Writes a little through the page cache, has the kernel flush all that it has of anybody, and so on. */
    private void deriveSync(Limits limits, Throttle throttle) {
        Optional<Disk> disk = find(throttle.target());
        Optional<String> mountPoint = disk.flatMap(known -> mountOn(limits, throttle.target(), known));
        if (mountPoint.isEmpty() || mountPoint.get().equals("/") && limits.readOnly()) {
            return; // the limit's own trial says why
        }
        String directory = scratch(mountPoint.get());
        long each = Math.min(
                MEBIBYTE,
                Math.max(SMALLEST_WRITE, FioLoad.pressing(throttle, limits).seconds(1) / SYNCS_A_SECOND));
        Command command = Command.of(
                Tool.BUSYBOX,
                List.of(
                        "sh",
                        "-c",
                        "i=0; while [ $i -lt \"$2\" ] && \"$0\" dd if=/dev/zero of=\"$1/$i\" bs=\"$3\" count=1 2>/dev/null; do"
                                + " \"$0\" sync; i=$((i+1)); done; echo \"flushed $((i*$3)) bytes\"",
                        Container.BUSYBOX,
                        directory,
                        String.valueOf(SYNCS),
                        String.valueOf(each)));
        trials.add(Trial.of(
                        throttle.key() + Route.SYNC.suffix(),
                        limits,
                        command,
                        List.of(new Check.Holds(throttle, disk, Route.SYNC)))
                .load(SYNCS + " times sync after a write of " + Bytes.of(each))
                .needs(Needs.disk(SYNCS * each, mountPoint.get()))
                .directory(Optional.of(directory))
                .alone(true)
                .build());
    }

    private void deriveInodes(Limits limits, StorageSize size) {
        String directory = scratch("/");
        Command command = Command.of(
                Tool.BUSYBOX,
                List.of(
                        "sh",
                        "-c",
                        "i=0; while [ $i -lt \"$1\" ] && : >\"$0/$i\"; do i=$((i+1)); done; echo \"made $i of $1\"",
                        directory,
                        String.valueOf(FILES)));
        trials.add(Trial.of(
                        size.key() + Route.INODES.suffix(),
                        limits,
                        command,
                        List.of(Check.Holds.of(size, Route.INODES)))
                .load(FILES + " empty files")
                .needs(Needs.files(FILES, "/"))
                .directory(Optional.of(directory))
                .build());
    }

    /** Files in a tmpfs are memory: where one is large enough, they press the limit like any other. */
    private void deriveTmpfs(Limits limits, Memory memory) {
        long load = Bytes.of(memoryAndSwap(limits, memory.bytes().value()))
                .times(OVER)
                .value();
        boolean shm = limits.find(ShmSize.class)
                .filter(size -> size.bytes().value() > load)
                .isPresent();
        // A tmpfs takes half of the host's memory if it is not told otherwise.
        boolean tmpfs = !limits.tmpfs().isEmpty() && load < host.memoryAvailable() / 2;
        if (!shm && !tmpfs
                || limits.find(OomKillDisable.class)
                        .filter(OomKillDisable::disable)
                        .isPresent()) {
            return;
        }
        String directory = shm ? "/dev/shm" : limits.tmpfs().get(0);
        trials.add(Trial.of(
                        memory.key() + Route.TMPFS.suffix(),
                        limits,
                        fill(directory, load),
                        List.of(Check.Holds.of(memory, Route.TMPFS)))
                .load("dd of " + Bytes.of(load) + " to " + directory)
                .fresh(true)
                .spent(true)
                .needs(Needs.memory(load))
                .alone(true)
                .build());
    }

    /** Volumes on disks that the policy caps no writes to. */
    private void deriveVolumes(Limits limits, Throttle throttle) {
        Set<Disk> seen = new HashSet<>();
        limits.all(Throttle.class).stream()
                .filter(other -> other.direction() == Direction.WRITE)
                .flatMap(other -> find(other.target()).stream())
                .forEach(seen::add);
        for (Mount mount : limits.volumes()) {
            Target volume = new Target.Volume(mount.target());
            Optional<Disk> disk = find(volume);
            if (mount.readOnly() || disk.isEmpty() || !seen.add(disk.get())) {
                continue;
            }
            String directory = scratch(mount.target());
            Throttle same = new Throttle(throttle.place(), Direction.WRITE, throttle.unit(), volume, throttle.rate());
            Command direct = FioLoad.pressing(same, limits).direct(directory);
            trials.add(Trial.of(
                            throttle.key() + Route.VOLUME.suffix(),
                            limits,
                            direct,
                            List.of(new Check.Holds(same, disk, Route.VOLUME)))
                    .load(FioLoad.shown(direct.arguments()) + " in " + mount.target())
                    .needs(Needs.disk(FioLoad.size(direct.arguments()), mount.target()))
                    .directory(Optional.of(directory))
                    .preparation(FioLoad.layout(direct.arguments(), directory))
                    .alone(true)
                    .build());
        }
    }

    private Optional<Disk> find(Target target) {
        try {
            return Optional.of(host.disk(target));
        } catch (NoDiskException e) {
            return Optional.empty(); // such as a tmpfs, which is memory
        }
    }

    private void deriveThrottle(Limits limits, Throttle throttle) {
        Disk disk;
        try {
            disk = host.disk(throttle.target());
        } catch (NoDiskException e) {
            untried.add(new Untried(Check.Holds.of(throttle), "fio", false, String.valueOf(e.getMessage())));
            return;
        }
        Check check = new Check.Holds(throttle, Optional.of(disk), Route.STRAIGHT);
        Optional<String> mountPoint = mountOn(limits, throttle.target(), disk);
        if (mountPoint.isEmpty()) {
            untried.add(
                    new Untried(check, "fio", true, disk.path() + " holds neither the root file system nor a volume"));
            return;
        }
        if (mountPoint.get().equals("/") && limits.readOnly()) {
            untried.add(new Untried(check, "fio", true, "the root file system is read-only"));
            return;
        }
        String directory = scratch(mountPoint.get());
        FioLoad load = FioLoad.pressing(throttle, limits);
        Limits unmasked = load.masks().isEmpty() ? limits : limits.without(load.masks()::contains);
        Command direct = load.direct(directory);
        add(
                unmasked,
                throttle.key(),
                FioLoad.shown(direct.arguments()),
                direct,
                directory,
                FioLoad.layout(direct.arguments(), directory),
                check);
        if (throttle.direction() == Direction.WRITE) {
            add(
                    unmasked,
                    throttle.key() + " (buffered)",
                    "fio through the page cache, and sync",
                    load.buffered(directory),
                    directory,
                    Optional.empty(),
                    new Check.Holds(throttle, Optional.of(disk), Route.BUFFERED));
        }
    }

    private void add(
            Limits limits,
            String name,
            String load,
            Command command,
            String directory,
            Optional<Command> preparation,
            Check check) {
        trials.add(Trial.of(name, limits, command, List.of(check))
                .load(load)
                .needs(Needs.disk(FioLoad.size(command.arguments()), mountOf(limits, directory)))
                .directory(Optional.of(directory))
                .preparation(preparation)
                .contrast(Optional.of(uncapped(limits)))
                .alone(true)
                .build());
    }

    private static Limits uncapped(Limits limits) {
        return limits.without(Throttle.class::isInstance);
    }

    /** Where on the disk a load can write: the target's own place, or for a device the first that lies on it. */
    private Optional<String> mountOn(Limits limits, Target target, Disk disk) {
        if (target instanceof Target.Volume volume) {
            return Optional.of(volume.mountPoint());
        }
        if (target instanceof Target.Rootfs) {
            return Optional.of("/");
        }
        return Stream.concat(
                        limits.readOnly() ? Stream.empty() : Stream.<Target>of(new Target.Rootfs()),
                        limits.volumes().stream()
                                .filter(mount -> !mount.readOnly())
                                .map(mount -> new Target.Volume(mount.target())))
                .filter(place -> isOn(place, disk))
                .findFirst()
                .map(place -> place instanceof Target.Volume volume ? volume.mountPoint() : "/");
    }

    private boolean isOn(Target place, Disk disk) {
        return find(place).filter(disk::equals).isPresent();
    }

    private String scratch(String mountPoint) {
        return (mountPoint.equals("/") ? Container.SCRATCH : mountPoint) + "/" + scratchName;
    }

    private static Command stress(String kind, int workers) {
        return Command.of(Tool.STRESS, List.of(kind, String.valueOf(workers), "--timeout", "60"));
    }

    private static long mebibytes(Bytes bytes) {
        return (bytes.value() + MEBIBYTE - 1) / MEBIBYTE;
    }

    private void declare(DeclaredTrial declared) {
        Limits limits = declared.overrides().appliedTo(policy.limits());
        List<Limits> rivals =
                declared.rivals().stream().map(rival -> rival.appliedTo(limits)).toList();
        Optional<String> directory = declared.load().tool() == Load.Tool.FIO
                        || declared.directory().isPresent()
                ? Optional.of(scratch(mountOf(limits, declared.directory().orElse("/"))))
                : Optional.empty();
        List<Check> checks = new ArrayList<>();
        for (Expectation expectation : declared.expectations()) {
            checks.addAll(checks(expectation, limits, declared));
        }
        if (checks.isEmpty()) {
            return;
        }
        boolean contrast = checks.stream().anyMatch(Planner::isOfDiskRate);
        int workers = workers(declared.load());
        trials.add(Trial.of(declared.name(), limits, command(declared, directory), checks)
                .load((declared.load().tool().key() + " "
                                + String.join(" ", declared.load().arguments()))
                        .strip())
                .needs(needs(declared, limits))
                .directory(directory)
                .preparation(preparation(declared, directory))
                .rivals(rivals)
                .contrast(contrast ? Optional.of(uncapped(limits)) : Optional.empty())
                .workers(workers)
                .atMost(declared.atMost())
                .tolerance(declared.tolerance())
                .fresh(checks.stream().anyMatch(Planner::isOfHighWaterMark))
                .spent(limits.find(OomKillDisable.class)
                                .map(OomKillDisable::disable)
                                .orElse(false)
                        || checks.stream()
                                .anyMatch(check -> check instanceof Check.Holds holds && holds.limit() instanceof Pids))
                // The image's own command, and loads that only make processes, leave the host to others.
                .alone(workers > 0
                        || !rivals.isEmpty()
                        || contrast
                        || declared.load().tool() == Load.Tool.FIO
                        || checks.stream().anyMatch(Planner::isOfTheHost))
                .build());
    }

    private List<Check> checks(Expectation expectation, Limits limits, DeclaredTrial declared) {
        if (expectation instanceof Expectation.LimitHeld held) {
            return limits.limits().stream()
                    .filter(limit -> limit.key().equals(held.key()))
                    .flatMap(limit -> holds(limit, declared).stream())
                    .toList();
        }
        Expectation.Measured measured = (Expectation.Measured) expectation;
        if (!DISK_RATES.contains(measured.metric())) {
            return List.of(new Check.Keeps(measured, Optional.empty()));
        }
        String mountPoint = mountOf(limits, declared.directory().orElse("/"));
        Target place = mountPoint.equals("/") ? new Target.Rootfs() : new Target.Volume(mountPoint);
        try {
            return List.of(new Check.Keeps(measured, Optional.of(host.disk(place))));
        } catch (NoDiskException e) {
            untried.add(new Untried(
                    new Check.Keeps(measured, Optional.empty()),
                    declared.name(),
                    false,
                    String.valueOf(e.getMessage())));
            return List.of();
        }
    }

    private Optional<Check> holds(Limit limit, DeclaredTrial declared) {
        if (!(limit instanceof Throttle throttle)) {
            return Optional.of(Check.Holds.of(limit));
        }
        try {
            Route route = throttle.direction() == Direction.WRITE && isBuffered(declared.load())
                    ? Route.BUFFERED
                    : Route.STRAIGHT;
            return Optional.of(new Check.Holds(throttle, Optional.of(host.disk(throttle.target())), route));
        } catch (NoDiskException e) {
            untried.add(new Untried(Check.Holds.of(limit), declared.name(), false, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private static boolean isOfDiskRate(Check check) {
        return check instanceof Check.Holds holds
                ? holds.limit() instanceof Throttle
                : check instanceof Check.Keeps keeps
                        && DISK_RATES.contains(keeps.expectation().metric());
    }

    /** Whether it is CPU time, or memory that the host must have free. */
    private static boolean isOfTheHost(Check check) {
        return check instanceof Check.Holds holds
                ? holds.limit() instanceof CpuQuota
                        || holds.limit() instanceof CpuPinning
                        || holds.limit() instanceof Memory
                        || holds.limit() instanceof MemorySwap
                : check instanceof Check.Keeps keeps
                        && HOST.contains(keeps.expectation().metric());
    }

    private static boolean isOfHighWaterMark(Check check) {
        return check instanceof Check.Holds holds
                ? holds.limit() instanceof Memory
                        || holds.limit() instanceof MemorySwap
                        || holds.limit() instanceof Pids
                : check instanceof Check.Keeps keeps
                        && HIGH_WATER_MARKS.contains(keeps.expectation().metric());
    }

    /** The mount point that a directory lies under, "/" for the root file system. */
    private static String mountOf(Limits limits, String directory) {
        return limits.volumes().stream()
                .map(Mount::target)
                .filter(target -> directory.equals(target) || directory.startsWith(target + "/"))
                .max(java.util.Comparator.comparingInt(String::length))
                .orElse("/");
    }

    private static Command command(DeclaredTrial declared, Optional<String> directory) {
        List<String> arguments = new ArrayList<>(declared.load().arguments());
        // A load ends by itself if nothing ends it, but never before its trial.
        long seconds = declared.atMost().toSeconds() + LOAD_GRACE_SECONDS;
        return switch (declared.load().tool()) {
            case STRESS -> Command.of(Tool.STRESS, withTimeout(arguments, seconds));
            case STRESS_NG -> Command.of(Tool.STRESS_NG, withTimeout(arguments, seconds));
            case FIO -> {
                List<String> complete = FioLoad.complete(arguments, directory.orElseThrow(), seconds);
                yield isBuffered(declared.load())
                        ? FioLoad.flushed(complete, directory.orElseThrow())
                        : Command.of(Tool.FIO, complete);
            }
            case RUN -> Command.of(Tool.IMAGE, arguments);
        };
    }

    private static Optional<Command> preparation(DeclaredTrial declared, Optional<String> directory) {
        return declared.load().tool() == Load.Tool.FIO && !isBuffered(declared.load())
                ? directory.flatMap(place -> FioLoad.layout(
                        FioLoad.complete(
                                declared.load().arguments(),
                                place,
                                declared.atMost().toSeconds()),
                        place))
                : Optional.empty();
    }

    /** As far as the arguments tell. */
    private static Needs needs(DeclaredTrial declared, Limits limits) {
        List<String> arguments = declared.load().arguments();
        return switch (declared.load().tool()) {
            case STRESS, STRESS_NG -> Needs.memory(VmWorkers.memory(arguments));
            case FIO ->
                Needs.disk(
                        FioLoad.size(arguments),
                        mountOf(limits, declared.directory().orElse("/")));
            case RUN -> Needs.NONE;
        };
    }

    private static boolean isBuffered(Load load) {
        return load.tool() == Load.Tool.FIO && !FioLoad.isDirect(load.arguments());
    }

    private static List<String> withTimeout(List<String> arguments, long seconds) {
        boolean bounded = arguments.stream()
                .anyMatch(argument ->
                        argument.equals("-t") || argument.equals("--timeout") || argument.startsWith("--timeout="));
        return bounded
                ? arguments
                : Stream.concat(arguments.stream(), Stream.of("--timeout", seconds + "s"))
                        .toList();
    }

    /** The CPUs that a load of stress or stress-ng can use: the sum of its workers; 0 where it has none or is another tool. */
    private static int workers(Load load) {
        if (load.tool() != Load.Tool.STRESS && load.tool() != Load.Tool.STRESS_NG) {
            return 0;
        }
        List<String> arguments = load.arguments();
        int workers = 0;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String value = argument.contains("=")
                    ? argument.substring(argument.indexOf('=') + 1)
                    : i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            if (argument.matches("(--cpu|-c)(=.*)?") && value.matches("\\d{1,4}")) {
                workers += Integer.parseInt(value);
            }
        }
        return workers;
    }
}
