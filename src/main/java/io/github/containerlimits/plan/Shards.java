package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.limit.LimitKind;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.policy.DeclaredTrial;
import io.github.containerlimits.policy.Part;
import io.github.containerlimits.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
        public Share {
            names = List.copyOf(names);
        }

        private static Share of(List<Share> pieces) {
            return new Share(
                    Part.of(pieces.stream().map(Share::part).toList()),
                    pieces.stream().flatMap(piece -> piece.names().stream()).toList(),
                    pieces.stream().map(Share::expected).reduce(Duration.ZERO, Duration::plus));
        }
    }

    /**
     * Parts that must stay together.
     *
     * @param signs two parts that have one in common must
     */
    private record Unit(Share share, Set<Sign> signs) {
        private Unit and(Unit other) {
            Set<Sign> both = new HashSet<>(signs);
            both.addAll(other.signs);
            return new Unit(Share.of(List.of(share, other.share)), both);
        }

        private String name() {
            return String.join(" ", share.names());
        }
    }

    /** What a part may have in common with others. */
    private sealed interface Sign {
        /** Rates of two disks, which on some hosts are one: where they are alike, one trial decides both. */
        record OneLimit(LimitKind kind, String value) implements Sign {}

        /** One trial in a plan of all. */
        record OneTrial(Workload workload, Limits limits) implements Sign {}

        /** A contrast that one trial takes over from the other. */
        record OneContrast(Limits contrast) implements Sign {}
    }

    /** What a shard has so far. */
    private record Bin(int number, Duration expected, List<Share> pieces) {
        private Bin with(Share piece) {
            pieces.add(piece);
            return new Bin(number, expected.plus(piece.expected()), pieces);
        }
    }

    /**
     * One part for each shard, in their order. The largest go first to who has least, so that all take about as long; a part is empty where there are more
     * shards than what can be divided.
     *
     * @param count of shards, 1 or more
     */
    public static List<Share> of(Policy policy, int count) {
        PriorityQueue<Bin> bins =
                new PriorityQueue<>(Comparator.comparing(Bin::expected).thenComparing(Bin::number));
        for (int i = 0; i < count; i++) {
            bins.add(new Bin(i, Duration.ZERO, new ArrayList<>()));
        }
        units(policy).stream()
                .sorted(Comparator.comparing((Unit unit) -> unit.share().expected())
                        .reversed()
                        .thenComparing(Unit::name))
                .forEach(unit -> bins.add(bins.remove().with(unit.share())));
        return bins.stream()
                .sorted(Comparator.comparing(Bin::number))
                .map(bin -> Share.of(bin.pieces()))
                .toList();
    }

    private static Collection<Unit> units(Policy policy) {
        List<Host> hosts = ReferenceHosts.of(policy);
        NavigableMap<Integer, Unit> units = new TreeMap<>();
        Map<Sign, Integer> owners = new HashMap<>();
        // Each is planned by itself, which is most of the work.
        List<Unit> smallest = Part.smallest(policy).parallelStream()
                .map(part -> unit(policy.only(part), part, hosts))
                .toList();
        for (Unit one : smallest) {
            int number = units.isEmpty() ? 0 : units.lastKey() + 1;
            Unit unit = one;
            for (int other : unit.signs().stream()
                    .flatMap(sign -> Optional.ofNullable(owners.get(sign)).stream())
                    .collect(Collectors.toCollection(TreeSet::new))) {
                unit = Objects.requireNonNull(units.remove(other)).and(unit);
            }
            units.put(number, unit);
            unit.signs().forEach(sign -> owners.put(sign, number));
        }
        return units.values();
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
        return new Unit(new Share(part, isOfNothing ? List.of() : part.names(), expected), signs(part, trials));
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

    private static Set<Sign> signs(Part part, List<Trial> trials) {
        Set<Sign> signs = new HashSet<>();
        part.limits().forEach(limit -> signs.add(new Sign.OneLimit(limit.kind(), limit.value())));
        for (Trial trial : trials) {
            signs.add(new Sign.OneTrial(trial.workload(), trial.limits()));
            trial.contrast()
                    .filter(contrast -> trial.workload().asksForAll())
                    .ifPresent(contrast -> signs.add(new Sign.OneContrast(contrast)));
        }
        return signs;
    }
}
