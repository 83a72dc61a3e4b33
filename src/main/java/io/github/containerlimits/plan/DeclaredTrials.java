package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.plan.Check.Route;
import io.github.containerlimits.plan.Plan.Untried;
import io.github.containerlimits.policy.DeclaredTrial;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Limit.CpuPinning;
import io.github.containerlimits.policy.Limit.CpuQuota;
import io.github.containerlimits.policy.Limit.Direction;
import io.github.containerlimits.policy.Limit.Memory;
import io.github.containerlimits.policy.Limit.MemorySwap;
import io.github.containerlimits.policy.Limit.OomKillDisable;
import io.github.containerlimits.policy.Limit.Pids;
import io.github.containerlimits.policy.Limit.Throttle;
import io.github.containerlimits.policy.Limits;
import io.github.containerlimits.policy.Load;
import io.github.containerlimits.policy.Metric;
import io.github.containerlimits.policy.Target;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The trials of a user's own. */
final class DeclaredTrials {
    private static final int LOAD_GRACE_SECONDS = 20;

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

    private final Limits common;
    private final Places places;
    private final Draft draft;

    /** @param common the policy's limits, which a trial's own replace or take away */
    DeclaredTrials(Limits common, Places places, Draft draft) {
        this.common = common;
        this.places = places;
        this.draft = draft;
    }

    void declare(DeclaredTrial declared) {
        Limits limits = declared.overrides().appliedTo(common);
        List<Limits> rivals =
                declared.rivals().stream().map(rival -> rival.appliedTo(limits)).toList();
        Optional<String> directory =
                declared.load().tool() == Load.Tool.FIO || declared.directory().isPresent()
                        ? Optional.of(places.scratch(
                                Places.mountOf(limits, declared.directory().orElse("/"))))
                        : Optional.empty();
        List<Check> checks = new ArrayList<>();
        for (Expectation expectation : declared.expectations()) {
            checks.addAll(checks(expectation, limits, declared));
        }
        if (checks.isEmpty()) {
            return;
        }
        boolean contrast = checks.stream().anyMatch(DeclaredTrials::isOfDiskRate);
        int workers = workers(declared.load());
        draft.add(Trial.of(declared.name(), limits, command(declared, directory), checks)
                .load((declared.load().tool().key() + " "
                                + String.join(" ", declared.load().arguments()))
                        .strip())
                .needs(needs(declared, limits))
                .directory(directory)
                .preparation(preparation(declared, directory))
                .rivals(rivals)
                .contrast(contrast ? Optional.of(LimitTrials.uncapped(limits)) : Optional.empty())
                .workers(workers)
                .atMost(declared.atMost())
                .tolerance(declared.tolerance())
                .fresh(checks.stream().anyMatch(DeclaredTrials::isOfHighWaterMark))
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
                        || checks.stream().anyMatch(DeclaredTrials::isOfTheHost))
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
        String mountPoint = Places.mountOf(limits, declared.directory().orElse("/"));
        Target place = mountPoint.equals("/") ? new Target.Rootfs() : new Target.Volume(mountPoint);
        try {
            return List.of(new Check.Keeps(measured, Optional.of(places.host().disk(place))));
        } catch (NoDiskException e) {
            draft.leave(new Untried(
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
            return Optional.of(
                    new Check.Holds(throttle, Optional.of(places.host().disk(throttle.target())), route));
        } catch (NoDiskException e) {
            draft.leave(new Untried(Check.Holds.of(limit), declared.name(), false, String.valueOf(e.getMessage())));
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
                        Places.mountOf(limits, declared.directory().orElse("/")));
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
