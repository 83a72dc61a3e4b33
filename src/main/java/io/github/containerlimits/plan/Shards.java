package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.policy.DeclaredTrial;
import io.github.containerlimits.policy.Part;
import io.github.containerlimits.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Divides what a policy has tried into parts for several machines. The division is the same on each of them: it follows from the policy alone, by way of
 * {@link ReferenceHosts}, whatever the host is that the trials are run on. Each limit, way, trial and application is in just one part.
 */
public final class Shards {
    /** What most trials take: their container, and the load until all is decided. */
    private static final Duration USUAL = Duration.ofSeconds(1);

    /** What it takes beside that to run the load without its cap first, or to run it beside rivals. */
    private static final Duration BESIDE = Duration.ofSeconds(2);

    /** What an application takes to start and to end. */
    private static final Duration STARTING = Duration.ofSeconds(5);

    private Shards() {}

    /**
     * A shard's part of a policy.
     *
     * @param names what is in it, as a user has it; of ways round limits those that a limit of the policy has
     * @param expected how long its trials would take one after the other, an estimate that balances the parts
     */
    public record Share(Part part, List<String> names, Duration expected) {
        static final Share NOTHING = new Share(Part.NONE, List.of(), Duration.ZERO);

        public Share {
            names = List.copyOf(names);
        }

        private Share and(Share other) {
            return new Share(
                    part.and(other.part),
                    Stream.concat(names.stream(), other.names.stream()).toList(),
                    expected.plus(other.expected));
        }
    }

    /** Parts that must stay together, and the trials that they have on a host of reference. */
    private record Unit(Share share, List<Trial> trials) {
        private boolean belongsTo(Unit other) {
            return isOfOneLimit(share.part(), other.share.part())
                    || trials.stream()
                            .anyMatch(trial -> other.trials.stream().anyMatch(another -> isShared(trial, another)));
        }

        private Unit and(Unit other) {
            return new Unit(
                    share.and(other.share),
                    Stream.concat(trials.stream(), other.trials.stream()).toList());
        }

        private String name() {
            return String.join(" ", share.names());
        }
    }

    /**
     * One part for each shard, in their order. The largest go first to who has least, so that all take about as long; a part is empty where there are more
     * shards than what can be divided.
     *
     * @param count of shards, 1 or more
     */
    public static List<Share> of(Policy policy, int count) {
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shares.add(Share.NOTHING);
        }
        units(policy).stream()
                .sorted(Comparator.comparing((Unit unit) -> unit.share().expected())
                        .reversed()
                        .thenComparing(Unit::name))
                .forEach(unit -> {
                    int least = least(shares);
                    shares.set(least, shares.get(least).and(unit.share()));
                });
        return List.copyOf(shares);
    }

    private static int least(List<Share> shares) {
        int least = 0;
        for (int i = 1; i < shares.size(); i++) {
            if (shares.get(i).expected().compareTo(shares.get(least).expected()) < 0) {
                least = i;
            }
        }
        return least;
    }

    private static List<Unit> units(Policy policy) {
        List<Host> hosts = ReferenceHosts.of(policy);
        List<Unit> units = new ArrayList<>();
        for (Part part : Part.smallest(policy)) {
            Unit unit = unit(policy.only(part), part, hosts);
            for (Unit other : List.copyOf(units)) {
                if (unit.belongsTo(other)) {
                    units.remove(other);
                    unit = other.and(unit);
                }
            }
            units.add(unit);
        }
        return units;
    }

    private static Unit unit(Policy policy, Part part, List<Host> hosts) {
        List<Plan> plans = hosts.stream()
                .map(host -> Planner.plan(policy, host, ".container-limits", true))
                .toList();
        List<Trial> trials =
                plans.stream().flatMap(plan -> plan.trials().stream()).toList();
        boolean isOfNothing = trials.isEmpty()
                && plans.stream().allMatch(plan -> plan.untried().isEmpty());
        Duration expected = plans.stream()
                .map(plan -> expected(plan.trials(), part.trials()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return new Unit(new Share(part, isOfNothing ? List.of() : part.names(), expected), trials);
    }

    private static Duration expected(List<Trial> trials, List<DeclaredTrial> declared) {
        return declared.stream()
                .filter(DeclaredTrial::isTimed)
                .findFirst()
                .map(DeclaredTrial::atMost)
                .orElseGet(() -> trials.stream().map(Shards::expected).reduce(Duration.ZERO, Duration::plus));
    }

    private static Duration expected(Trial trial) {
        Optional<Service> service = trial.workload().service();
        if (service.isPresent()) {
            return STARTING.plus(service.get().lasts());
        }
        return USUAL.plus(trial.contrast().isPresent() ? BESIDE : Duration.ZERO)
                .plus(trial.rivals().isEmpty() ? Duration.ZERO : BESIDE);
    }

    /** Rates of two disks, which on some hosts are one: where they are alike, one trial decides both. */
    private static boolean isOfOneLimit(Part one, Part other) {
        return one.limits().stream()
                .anyMatch(limit -> other.limits().stream()
                        .anyMatch(another -> another.kind().equals(limit.kind())
                                && another.value().equals(limit.value())));
    }

    /** Whether both are one trial in a plan of all, or one takes over the contrast of the other. */
    private static boolean isShared(Trial one, Trial other) {
        return one.workload().equals(other.workload()) && one.limits().equals(other.limits())
                || asksForAll(one.workload(), other.workload()) && isOneContrast(one.contrast(), other.contrast());
    }

    private static boolean asksForAll(Workload one, Workload other) {
        return one.asksForAll() && other.asksForAll();
    }

    private static boolean isOneContrast(Optional<Limits> one, Optional<Limits> other) {
        return one.isPresent() && one.equals(other);
    }
}
