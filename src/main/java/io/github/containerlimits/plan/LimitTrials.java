package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.plan.Check.Route;
import io.github.containerlimits.plan.Plan.Untried;
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
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The trials that follow from a container's limits: for each a load that presses it. Where one limit would keep the load from pressing another, it is
 * left out of that trial.
 */
final class LimitTrials {
    /** A load is this much larger than its limit, so that a limit that does not hold is escaped by more than any tolerance. */
    private static final double OVER = 1.25;

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

    private static final long MOST_PRINTED = 1L << 30;

    /** Above this many shares a rival gets half as many instead of twice as many. */
    private static final long HALF_OF_MOST_SHARES = 131_072;

    private final Limits limits;
    private final Places places;
    private final Draft draft;

    LimitTrials(Limits limits, Places places, Draft draft) {
        this.limits = limits;
        this.places = places;
        this.draft = draft;
    }

    void derive() {
        deriveMemory();
        limits.find(CpuQuota.class).ifPresent(this::deriveQuota);
        limits.find(CpuPinning.class).ifPresent(this::derivePinning);
        limits.find(CpuShares.class).ifPresent(this::deriveShares);
        limits.all(Throttle.class).forEach(this::deriveThrottle);
        limits.find(ShmSize.class).ifPresent(this::deriveShm);
        limits.find(StorageSize.class).ifPresent(this::deriveStorage);
        limits.find(LogSize.class).ifPresent(this::deriveLog);
        limits.find(Pids.class).ifPresent(this::derivePids);
        limits.find(Memory.class).ifPresent(this::deriveTmpfs);
    }

    private void deriveQuota(CpuQuota quota) {
        int workers = (int) Math.floor(quota.cpus().value()) + 1;
        // A set of CPUs no larger than the quota would keep the load below it.
        Limits unmasked = limits.find(CpuPinning.class)
                        .filter(pinning -> pinning.cpus().size() <= quota.cpus().value())
                        .isPresent()
                ? limits.without(CpuPinning.class::isInstance)
                : limits;
        Check check = Check.Holds.of(quota);
        Command command = stress("--cpu", workers);
        if (quota.cpus().value() >= places.host().cpus().size()) {
            draft.leave(new Untried(
                    check,
                    command.toString(),
                    true,
                    "the engine's host has " + places.host().cpus().size() + " CPUs, too few to go above the limit"));
            return;
        }
        draft.add(Trial.of("cpus", unmasked, command, List.of(check))
                .workers(workers)
                .alone(true)
                .build());
    }

    private void derivePinning(CpuPinning pinning) {
        int workers = pinning.cpus().size() + 1;
        Check check = Check.Holds.of(pinning);
        Command command = stress("--cpu", workers);
        if (!places.host().cpus().cpus().containsAll(pinning.cpus().cpus())) {
            draft.leave(new Untried(
                    check,
                    command.toString(),
                    false,
                    "the engine's host has only the CPUs " + places.host().cpus()));
            return;
        }
        if (pinning.cpus().cpus().containsAll(places.host().cpus().cpus())) {
            draft.leave(new Untried(
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
        draft.add(Trial.of("cpuset", unmasked, command, List.of(check))
                .workers(workers)
                .alone(true)
                .build());
    }

    private void deriveShares(CpuShares shares) {
        // One CPU is enough to fight for, and leaves the others to the host.
        int cpu = limits.find(CpuPinning.class)
                .map(CpuPinning::cpus)
                .orElse(places.host().cpus())
                .last();
        Limits own = limits.without(CpuQuota.class::isInstance)
                .with(new CpuPinning(shares.place(), new CpuSet(new TreeSet<>(Set.of(cpu)))));
        long rival = shares.shares() > HALF_OF_MOST_SHARES ? shares.shares() / 2 : shares.shares() * 2;
        Command command = stress("--cpu", 2);
        draft.add(Trial.of("cpu_shares", own, command, List.of(Check.Holds.of(shares)))
                .rivals(List.of(own.with(new CpuShares(shares.place(), rival))))
                .workers(2)
                .alone(true)
                .build());
    }

    private void deriveMemory() {
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
        long room = memoryAndSwap(memory.get().bytes().value());
        Bytes load = Bytes.of(room).times(OVER);
        Command command = Command.of(
                Tool.STRESS, List.of("--vm", "1", "--vm-bytes", mebibytes(load) + "M", "--vm-keep", "--timeout", "60"));
        boolean hangs =
                limits.find(OomKillDisable.class).map(OomKillDisable::disable).orElse(false);
        draft.add(Trial.of("memory", limits, command, checks)
                .workers(1)
                .fresh(true)
                .spent(hangs)
                .needs(Needs.memory(load.value()))
                .alone(true)
                .build());
    }

    /** Files in a tmpfs are memory: where one is large enough, they press the limit like any other. */
    private void deriveTmpfs(Memory memory) {
        long load = Bytes.of(memoryAndSwap(memory.bytes().value())).times(OVER).value();
        boolean shm = limits.find(ShmSize.class)
                .filter(size -> size.bytes().value() > load)
                .isPresent();
        // A tmpfs takes half of the host's memory if it is not told otherwise.
        boolean tmpfs = !limits.tmpfs().isEmpty() && load < places.host().memoryAvailable() / 2;
        if (!shm && !tmpfs
                || limits.find(OomKillDisable.class)
                        .filter(OomKillDisable::disable)
                        .isPresent()) {
            return;
        }
        String directory = shm ? "/dev/shm" : limits.tmpfs().get(0);
        draft.add(Trial.of(
                        memory.key() + Route.TMPFS.suffix(),
                        limits,
                        Scripts.fill(directory, load),
                        List.of(Check.Holds.of(memory, Route.TMPFS)))
                .load("dd of " + Bytes.of(load) + " to " + directory)
                .fresh(true)
                .spent(true)
                .needs(Needs.memory(load))
                .alone(true)
                .build());
    }

    /** How much memory and swap together the limits leave to the container: Docker takes twice the memory where memswap_limit is left out. */
    private long memoryAndSwap(long memory) {
        Optional<MemorySwap> swap = limits.find(MemorySwap.class);
        if (!places.host().hasSwap() || swap.filter(LimitTrials::isUnlimited).isPresent()) {
            return memory;
        }
        long declared = swap.map(limit -> limit.bytes().value()).orElse(2 * memory);
        return Math.min(declared, memory + places.host().swapFree());
    }

    private static boolean isUnlimited(MemorySwap swap) {
        return swap.bytes().value() == Long.MAX_VALUE;
    }

    private void derivePids(Pids pids) {
        long count = pids.most() + EXTRA_PIDS;
        Command command = Scripts.processes(count);
        Check check = Check.Holds.of(pids);
        if (count > MOST_PIDS) {
            draft.leave(
                    new Untried(check, count + " processes", true, "so many processes could hurt the engine's host"));
            return;
        }
        draft.add(Trial.of("pids_limit", limits, command, List.of(check))
                .load(count + " processes")
                .needs(Needs.processes(count))
                .fresh(true)
                .spent(true)
                .build());
    }

    private void deriveShm(ShmSize shm) {
        long load = shm.bytes().value() + 16 * MEBIBYTE;
        Check check = Check.Holds.of(shm);
        Command command = Scripts.fill("/dev/shm", load);
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
        draft.add(Trial.of("shm_size", unmasked, command, List.of(check))
                .load(shown)
                .needs(Needs.memory(load))
                .build());
    }

    private void deriveStorage(StorageSize size) {
        long load = size.bytes().value() + Math.max(16 * MEBIBYTE, size.bytes().value() / 8);
        Check check = Check.Holds.of(size);
        Command command = Scripts.fill(Container.SCRATCH, load);
        String shown = "dd of " + Bytes.of(load) + " to the root file system";
        if (limits.readOnly()) {
            draft.leave(
                    new Untried(check, shown, true, "the root file system is read-only, nothing can be written to it"));
            return;
        }
        // A cap on writes would hold the load up for longer than a trial lasts.
        draft.add(Trial.of("storage_opt.size", uncapped(limits), command, List.of(check))
                .load(shown)
                .needs(Needs.disk(load, "/"))
                .build());
    }

    private void deriveLog(LogSize log) {
        Bytes kept = log.total().orElse(Bytes.of(0));
        Check check = Check.Holds.of(log);
        if (kept.value() > MOST_PRINTED) {
            draft.leave(new Untried(
                    check,
                    printed(kept.value()),
                    true,
                    "more than " + Bytes.of(MOST_PRINTED) + " would have to be printed"));
            return;
        }
        long first = kept.times(LOG_ROOM).value();
        long more = kept.times(LOG_OVER).value() - first;
        draft.add(printing("logging", limits, more, check)
                .load(printed(first + more))
                .needs(Needs.disk(first + more, "/"))
                .preparation(Optional.of(Scripts.print(first)))
                .build());
    }

    /** A trial whose load writes lines to the container's output. */
    static Trial.Builder printing(String name, Limits limits, long bytes, Check check) {
        // What an earlier load printed would count as well.
        return Trial.of(name, limits, Scripts.print(bytes), List.of(check))
                .load(printed(bytes))
                .needs(Needs.disk(bytes, "/"))
                .fresh(true)
                .spent(true);
    }

    private static String printed(long bytes) {
        return Bytes.of(bytes) + " to the container's output";
    }

    private void deriveThrottle(Throttle throttle) {
        Disk disk;
        try {
            disk = places.host().disk(throttle.target());
        } catch (NoDiskException e) {
            draft.leave(new Untried(Check.Holds.of(throttle), "fio", false, String.valueOf(e.getMessage())));
            return;
        }
        Check check = new Check.Holds(throttle, Optional.of(disk), Route.STRAIGHT);
        Optional<String> mountPoint = places.mountOn(limits, throttle.target(), disk);
        if (mountPoint.isEmpty()) {
            draft.leave(
                    new Untried(check, "fio", true, disk.path() + " holds neither the root file system nor a volume"));
            return;
        }
        if (mountPoint.get().equals("/") && limits.readOnly()) {
            draft.leave(new Untried(check, "fio", true, "the root file system is read-only"));
            return;
        }
        String directory = places.scratch(mountPoint.get());
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
        draft.add(Trial.of(name, limits, command, List.of(check))
                .load(load)
                .needs(Needs.disk(FioLoad.size(command.arguments()), Places.mountOf(limits, directory)))
                .directory(Optional.of(directory))
                .preparation(preparation)
                .contrast(Optional.of(uncapped(limits)))
                .alone(true)
                .build());
    }

    static Limits uncapped(Limits limits) {
        return limits.without(Throttle.class::isInstance);
    }

    private static Command stress(String kind, int workers) {
        return Command.of(Tool.STRESS, List.of(kind, String.valueOf(workers), "--timeout", "60"));
    }

    private static long mebibytes(Bytes bytes) {
        return (bytes.value() + MEBIBYTE - 1) / MEBIBYTE;
    }
}
