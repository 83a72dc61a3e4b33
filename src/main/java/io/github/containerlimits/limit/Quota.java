package io.github.containerlimits.limit;

import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.metric.CpuUsage;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Cpus;
import io.github.containerlimits.verdict.Bound;
import java.util.List;
import java.util.Optional;

/** A limit on CPU time a second, whatever words an engine is told it in. */
public interface Quota extends Limit {
    /** A load without the quota must use clearly more than it, and more than its tolerance: by this factor. */
    double OVER = 1.21;

    /** CPUs with which a program takes seconds to begin. */
    double SMALL = 0.1;

    /** systemd keeps a quota as so many nanoseconds a second, and a runtime rounds it up to that; what is within the tolerance of what is measured counts as asked. */
    long STEP = 10_000_000;

    /** CPU time a second. */
    Cpus cpus();

    /** The same of another size. */
    Limit sized(Cpus size);

    @Override
    default List<Press> presses(Limits all, Places places) {
        int onHost = places.host().cpus().size();
        Workload workload = Workload.cpus((int) Math.floor(cpus().value() * OVER) + 1);
        Optional<String> tooFew = cpus().value() >= onHost
                ? Optional.of("the engine's host has " + onHost + " CPUs")
                : places.ancestors().keepWithin(cpus().value());
        return List.of(tooFew.<Press>map(few ->
                        Press.None.unproven(workload.shown(), Excuse.host(few + ", too few to go above the limit")))
                .orElseGet(() -> Press.With.of(workload).claiming(Claims.cpus(workload.workers()))));
    }

    /** Half of the host's CPUs: a load needs more than its quota, also beside neighbours. */
    @Override
    default Optional<Limits> smaller(Limits all, Places places) {
        double half = places.host().cpus().size() / 2.0;
        return half < cpus().value()
                        && places.ancestors().keepWithin(cpus().value()).isEmpty()
                ? Optional.of(all.with(sized(Cpus.parse(String.valueOf(half)))))
                : Optional.empty();
    }

    /** Below the size of a set it keeps a load from filling that; shares bind only who wants more than a quota; and under a small one no load begins in time. */
    @Override
    default boolean masks(Limit other, Workload workload, Limits all) {
        return other instanceof CpuPinning set && cpus().value() <= set.cpus().size()
                || other instanceof CpuShares
                || cpus().value() < SMALL && !other.needs().equals(Optional.of(kind()));
    }

    @Override
    default MetricKind metric() {
        return CpuUsage.KIND;
    }

    @Override
    default Bound limit() {
        return new Bound.AtMost(cpus().value());
    }

    @Override
    default Optional<Applied> applied(Observed observed, Counters now) {
        double rounded = (double) ((cpus().nano() + STEP - 1) / STEP * STEP) / cpus().nano() - 1;
        Applied applied = Applied.of(cpus().value(), now.inForce().cpus(), " CPUs");
        return Optional.of(rounded <= metric().tolerance() ? applied.roundedBy(rounded) : applied);
    }

    /** Within a set of CPUs that is no larger, the set keeps the load from the quota, unless that ran out. */
    @Override
    default Optional<String> pressure(Observed observed) {
        boolean isInSet = observed.measurement()
                .own()
                .newest()
                .inForce()
                .cpuset()
                .filter(set -> set.size() <= cpus().value())
                .isPresent();
        Optional<String> throttled = CpuUsage.throttled(observed);
        return isInSet ? throttled : throttled.or(() -> CpuUsage.filled(observed, cpus().value()));
    }
}
