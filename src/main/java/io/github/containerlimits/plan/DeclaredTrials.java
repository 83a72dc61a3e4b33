package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Places;
import io.github.containerlimits.limit.Route;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.plan.Plan.Untried;
import io.github.containerlimits.policy.DeclaredTrial;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.policy.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The trials of a user's own. */
final class DeclaredTrials {
    private final Limits common;
    private final Places places;

    /** @param common the policy's limits, which a trial's own replace or take away */
    DeclaredTrials(Limits common, Places places) {
        this.common = common;
        this.places = places;
    }

    /** Adds a trial, and the checks for which there is none on this engine's host. */
    void declare(DeclaredTrial declared, List<Trial> trials, List<Untried> untried) {
        Limits limits = declared.overrides().appliedTo(common);
        List<Limits> rivals =
                declared.rivals().stream().map(rival -> rival.appliedTo(limits)).toList();
        List<Check> checks = new ArrayList<>();
        for (Expectation expectation : declared.expectations()) {
            checks.addAll(checks(expectation, limits, declared, untried));
        }
        if (checks.isEmpty()) {
            return;
        }
        List<MetricKind> metrics =
                checks.stream().flatMap(check -> check.metric().stream()).toList();
        // What is claimed of a load needs no pressure.
        boolean contrast = checks.stream()
                .filter(check -> !(check instanceof Check.Fits))
                .flatMap(check -> check.metric().stream())
                .anyMatch(MetricKind::isOfDisk);
        Workload workload = workload(declared, limits, checks);
        trials.add(Trial.of(declared.name(), limits, workload, checks)
                .beside(rivals)
                .contrastedWith(
                        contrast
                                ? Optional.of(
                                        limits.without(limit -> limit.metric().isOfDisk()))
                                : Optional.empty())
                .within(atMost(declared, limits, workload.needs()), declared.tolerance())
                .needing(
                        metrics.stream().anyMatch(MetricKind::isHighWaterMark),
                        limits.canHang()
                                || checks.stream()
                                        .flatMap(check -> check.limit().stream())
                                        .anyMatch(Limit::spendsContainer),
                        // The image's own command, and loads that only make processes, leave the host to other builds.
                        workload.workers() > 0
                                        || !rivals.isEmpty()
                                        || contrast
                                        || declared.load().tool() == Load.Tool.FIO
                                        || metrics.stream().anyMatch(MetricKind::isOfHost)
                                        || workload.needs().areDisturbing()
                                ? Claims.HOST
                                : Claims.ANY_CPUS));
    }

    /** As long as the policy says, or as such a load usually takes. */
    private static Duration atMost(DeclaredTrial declared, Limits limits, Needs needs) {
        Duration usual = Trial.usual(limits, needs);
        return declared.isTimed() || declared.atMost().compareTo(usual) > 0 ? declared.atMost() : usual;
    }

    private Workload workload(DeclaredTrial declared, Limits limits, List<Check> checks) {
        Needs needs = needs(declared, limits, checks);
        Optional<String> directory =
                declared.load().tool() == Load.Tool.FIO || declared.directory().isPresent()
                        ? Optional.of(places.scratch(
                                Places.mountOf(limits, declared.directory().orElse("/"))))
                        : Optional.empty();
        return new RunnableLoad(declared.load(), directory, atMost(declared, limits, needs))
                .workload(Places.mountOf(limits, declared.directory().orElse("/")))
                .withNeeds(needs);
    }

    private List<Check> checks(Expectation expectation, Limits limits, DeclaredTrial declared, List<Untried> untried) {
        if (expectation instanceof Expectation.LimitHeld held) {
            return limits.limits().stream()
                    .filter(limit -> limit.key().equals(held.key()))
                    .flatMap(limit -> holds(limit, declared, untried).stream())
                    .toList();
        }
        if (expectation instanceof Expectation.Prints prints) {
            return List.of(new Check.Prints(prints, declared.isTimed()));
        }
        MetricKind metric = expectation instanceof Expectation.Fits fits
                ? fits.metric()
                : ((Expectation.Measured) expectation).metric();
        if (!metric.isOfDisk()) {
            return List.of(check(expectation, Optional.empty(), declared));
        }
        String mountPoint = Places.mountOf(limits, declared.directory().orElse("/"));
        Target place = mountPoint.equals("/") ? new Target.Rootfs() : new Target.Volume(mountPoint);
        try {
            return List.of(check(expectation, Optional.of(places.host().disk(place)), declared));
        } catch (NoDiskException e) {
            untried.add(new Untried(
                    check(expectation, Optional.empty(), declared),
                    declared.name(),
                    false,
                    Excuse.host(String.valueOf(e.getMessage()))));
            return List.of();
        }
    }

    private static Check check(Expectation expectation, Optional<Disk> disk, DeclaredTrial declared) {
        return expectation instanceof Expectation.Fits fits
                ? new Check.Fits(fits, disk, declared.isTimed())
                : new Check.Keeps((Expectation.Measured) expectation, disk);
    }

    private Optional<Check> holds(Limit limit, DeclaredTrial declared, List<Untried> untried) {
        if (limit.target().isEmpty()) {
            return Optional.of(Check.Holds.of(limit));
        }
        try {
            Route route =
                    limit.isOfWrites() && RunnableLoad.isBuffered(declared.load()) ? Route.BUFFERED : Route.STRAIGHT;
            Disk disk = places.host().disk(limit.target().get());
            return Optional.of(Check.Holds.of(limit, Optional.of(disk), route));
        } catch (NoDiskException e) {
            untried.add(new Untried(
                    Check.Holds.of(limit), declared.name(), false, Excuse.host(String.valueOf(e.getMessage()))));
            return Optional.empty();
        }
    }

    /** As far as the arguments tell, and at least what the bounds leave room for. */
    private static Needs needs(DeclaredTrial declared, Limits limits, List<Check> checks) {
        String place = Places.mountOf(limits, declared.directory().orElse("/"));
        Needs told = RunnableLoad.needs(declared.load(), place);
        return checks.stream().map(check -> needs(check, place)).reduce(told, Needs::orMore);
    }

    private static Needs needs(Check check, String place) {
        Optional<MetricKind> metric = check.metric();
        long bytes = (long) Math.min(Long.MAX_VALUE, edge(check));
        if (metric.isEmpty() || metric.get().dimension() != Dimension.BYTES || bytes == Long.MAX_VALUE) {
            return Needs.NONE;
        }
        if (metric.get().isRoomOnDisk()) {
            return Needs.disk(bytes, place);
        }
        return metric.get().isOfHost() ? Needs.memory(bytes) : Needs.NONE;
    }

    private static double edge(Check check) {
        return check instanceof Check.Keeps keeps
                ? keeps.expectation().bound().edge()
                : check.limit().map(limit -> limit.limit().edge()).orElse(0.0);
    }
}
