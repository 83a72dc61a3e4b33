package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.LimitKind;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Places;
import io.github.containerlimits.limit.Press;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.plan.Plan.Untried;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.way.Way;
import io.github.containerlimits.way.Ways;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns a policy into trials on one engine's host. Every load is sized in absolute numbers and is bounded by itself besides the limit; where the
 * host could not bear it if the limit did not hold, a smaller limit is tried in its place, or the check stays untried.
 */
public final class Planner {
    private final Limits limits;
    private final Places places;
    private final boolean isSmallerAllowed;
    private final List<Trial> trials = new ArrayList<>();
    private final List<Untried> untried = new ArrayList<>();

    private Planner(Limits limits, Places places, boolean isSmallerAllowed) {
        this.limits = limits;
        this.places = places;
        this.isSmallerAllowed = isSmallerAllowed;
    }

    /**
     * Plans the trials of a policy, or of the part of it that is tried.
     *
     * @param scratchName the name of the directory that loads make on volumes, unique to this run
     * @param smaller whether smaller limits may stand for those that no load on this host could press, where the policy does not say it
     */
    public static Plan plan(Policy policy, Host host, String scratchName, boolean smaller) {
        Planner planner = new Planner(
                policy.limits(), new Places(host, scratchName), policy.smaller().orElse(smaller));
        planner.tryLimits(policy);
        planner.tryWaysRound(policy);
        DeclaredTrials declared = new DeclaredTrials(policy.limits(), planner.places);
        policy.trialsTried().forEach(trial -> declared.declare(trial, planner.trials, planner.untried));
        Set<String> accepted = policy.onUnsupported().entrySet().stream()
                .filter(key -> key.getValue() != Consequence.FAIL)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        policy.appsTried().forEach(app -> planner.trials.add(AppTrials.of(app, policy.limits(), accepted)));
        return new Plan(inOrder(planner.trials), planner.untried);
    }

    /** Limits that are pressed by the same load in the same container share a trial. */
    private void tryLimits(Policy policy) {
        if (limits.limits().stream().noneMatch(policy::tries)) {
            return;
        }
        Map<Loaded, List<Check>> checks = new LinkedHashMap<>();
        for (LimitKind kind : LimitKinds.ALL) {
            for (Limit limit : limits.of(kind).stream().filter(policy::tries).toList()) {
                Limits base = bearable(limit);
                Limit tried = tried(limit, base);
                for (Press press : tried.presses(base, places)) {
                    Check check = new Check.Holds(limit, tried, press.disk(), press.route());
                    if (press instanceof Press.None none) {
                        untried.add(new Untried(check, none.load(), none.supported(), none.reason()));
                    } else {
                        Press.With with = (Press.With) press;
                        checks.computeIfAbsent(
                                        new Loaded(with, base, unmasked(base, tried, with)),
                                        loaded -> new ArrayList<>())
                                .add(check);
                    }
                }
            }
        }
        checks.forEach((loaded, decided) ->
                trials.add(trial(decided.get(0).subject(), loaded.limits(), loaded.press(), decided)
                        .smallerThan(loaded.base().equals(limits) ? Optional.empty() : Optional.of(limits))
                        .lifting(lifted(loaded.base(), loaded.limits()))));
    }

    /** The limits themselves, or where a load that presses this one is more than the host could bear, those with smaller ones. */
    private Limits bearable(Limit limit) {
        boolean isBearable = limit.presses(limits, places).stream()
                .allMatch(press -> press instanceof Press.With with
                        && isBearable(with.workload().needs()));
        return isBearable || !isSmallerAllowed
                ? limits
                : limit.smaller(limits, places).orElse(limits);
    }

    private boolean isBearable(Needs needs) {
        return !needs.areLong() && places.lack(needs).isEmpty();
    }

    /** The limit that stands for that one. */
    private static Limit tried(Limit limit, Limits base) {
        return base.of(limit.kind()).stream()
                .filter(other -> other.place().equals(limit.place()))
                .findFirst()
                .orElse(limit);
    }

    /** Without the limits that would be met before this one, and those that need one of these. */
    private static Limits unmasked(Limits all, Limit pressed, Press.With press) {
        Set<LimitKind> lifted = all.limits().stream()
                .filter(other -> other != pressed && other.masks(pressed, press.workload(), all))
                .map(Limit::kind)
                .collect(Collectors.toUnmodifiableSet());
        return all.without(other -> other != pressed
                && (lifted.contains(other.kind())
                        || other.needs().filter(lifted::contains).isPresent()));
    }

    private static List<Limit> lifted(Limits all, Limits left) {
        return all.limits().stream()
                .filter(limit -> !left.limits().contains(limit))
                .toList();
    }

    private void tryWaysRound(Policy policy) {
        for (Way way : Ways.ALL) {
            if (policy.tries(way)) {
                way.attempts(limits, places)
                        .forEach(attempt -> trials.add(trial(
                                attempt.limit().key() + way.suffix(),
                                unmasked(limits, attempt.limit(), attempt.press()),
                                attempt.press(),
                                List.of(new Check.Closed(
                                        way, attempt.limit(), attempt.press().disk())))));
            }
        }
    }

    private Trial trial(String name, Limits base, Press.With press, List<Check> checks) {
        Limits own = base.with(press.with());
        return Trial.of(name, own, press.workload(), checks)
                .beside(press.rivals().stream().map(own::with).toList())
                .contrastedWith(
                        press.contrastWithout().isEmpty()
                                ? Optional.empty()
                                : Optional.of(own.without(
                                        limit -> press.contrastWithout().contains(limit.kind()))))
                .needing(
                        press.fresh(),
                        press.spent(),
                        press.claims().and(claims(press.workload().needs())));
    }

    /** A load that takes much of the host disturbs whoever measures something there: with memory alone it leaves others their disks and their forks. */
    private Claims claims(Needs needs) {
        if (!needs.areDisturbing()) {
            return Claims.NONE;
        }
        return new Needs(0, needs.disk(), needs.place(), needs.files(), needs.processes()).areDisturbing()
                ? Claims.HOST
                : Claims.memory(places.host().swapDisks());
    }

    /** Trials that need a fresh container come first, those that spend theirs last, so that the fewest containers serve all. */
    private static List<Trial> inOrder(List<Trial> trials) {
        return Stream.concat(
                        trials.stream().filter(trial -> trial.fresh() && !trial.spent()),
                        Stream.concat(
                                trials.stream().filter(trial -> !trial.fresh() && !trial.spent()),
                                trials.stream().filter(Trial::spent)))
                .toList();
    }

    /** A load in a container with these limits. */
    private record Loaded(Press.With press, Limits base, Limits limits) {}
}
