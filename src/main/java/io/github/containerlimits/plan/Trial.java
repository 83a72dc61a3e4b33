package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.SlowHost;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.MetricKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One load in one container, and what it decides.
 *
 * @param name as the user wrote it, or what it presses
 * @param limits of the container under trial
 * @param rivals the limits of containers that run the same load at the same time
 * @param contrast the limits of a container that runs the same load without the caps in question; absent where no check needs it
 * @param declared the limits of a container that is only looked at, where those under trial are smaller; absent where they are not
 * @param lifted limits of the policy that the container under trial goes without, because they would be met first
 * @param checks at least one
 * @param atMost an upper bound of the load's time
 * @param tolerance by how much a measured rate may be above its bound, as a part of it; the metric's default where absent
 * @param fresh whether it needs a container that no other trial ran in, because it looks at high-water marks
 * @param spent whether its container is of no use for other trials after it
 * @param claims what other trials on the engine's host must not take meanwhile
 */
public record Trial(
        String name,
        Limits limits,
        Workload workload,
        List<Limits> rivals,
        Optional<Limits> contrast,
        Optional<Limits> declared,
        List<Limit> lifted,
        List<Check> checks,
        Duration atMost,
        OptionalDouble tolerance,
        boolean fresh,
        boolean spent,
        Claims claims) {
    /** Time is given up to this long where a trial does not say it; most end far earlier. */
    public static final Duration AT_MOST = Duration.ofSeconds(20);

    /** Of memory, that much is touched in a few seconds on any host. */
    private static final long SOME_MEMORY = 1L << 30;

    /** So many processes are started in a few seconds on any host. */
    private static final long SOME_PROCESSES = 1_000;

    public Trial {
        rivals = List.copyOf(rivals);
        lifted = List.copyOf(lifted);
        checks = List.copyOf(checks);
    }

    /** By how much a measured value may be outside the bound of one of its checks, as a part of it; 0 of a claim, and where nothing is measured. */
    public double toleranceOf(Check check) {
        double usual = check.needsPressure()
                ? check.metric().map(MetricKind::tolerance).orElse(0.0)
                : 0;
        return tolerance.orElse(usual);
    }

    /** A trial of one load in one container: no rivals, no contrast, any container, beside which others may run. */
    public static Trial of(String name, Limits limits, Workload workload, List<Check> checks) {
        return new Trial(
                name,
                limits,
                workload,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                checks,
                usual(limits, workload.needs()),
                OptionalDouble.empty(),
                false,
                false,
                Claims.NONE);
    }

    /**
     * How long a load is let try where nobody says it: {@link #AT_MOST}, and more for one that wants much memory, goes to swap or makes many processes.
     * Where it is decided sooner, it ends sooner.
     */
    static Duration usual(Limits limits, Needs needs) {
        return AT_MOST.plus(SlowHost.touches(Math.max(0, needs.memory() - SOME_MEMORY)))
                .plus(SlowHost.swaps(limits.swapped(needs.memory())))
                .plus(SlowHost.starts(Math.max(0, needs.processes() - SOME_PROCESSES)));
    }

    /** The same in containers without some of their limits. */
    public Trial without(Predicate<Limit> left) {
        return with(
                limits.without(left),
                rivals.stream().map(rival -> rival.without(left)).toList(),
                contrast.map(other -> other.without(left)));
    }

    private Trial with(Limits own, List<Limits> beside, Optional<Limits> without) {
        return new Trial(
                name, own, workload, beside, without, declared, lifted, checks, atMost, tolerance, fresh, spent,
                claims);
    }

    public Trial beside(List<Limits> others) {
        return with(limits, others, contrast);
    }

    public Trial contrastedWith(Optional<Limits> without) {
        return with(limits, rivals, without);
    }

    /** See the record's component. */
    public Trial smallerThan(Optional<Limits> full) {
        return new Trial(
                name, limits, workload, rivals, contrast, full, lifted, checks, atMost, tolerance, fresh, spent,
                claims);
    }

    public Trial within(Duration time, OptionalDouble part) {
        return new Trial(
                name, limits, workload, rivals, contrast, declared, lifted, checks, time, part, fresh, spent, claims);
    }

    public Trial lifting(List<Limit> others) {
        return new Trial(
                name, limits, workload, rivals, contrast, declared, others, checks, atMost, tolerance, fresh, spent,
                claims);
    }

    /** What a held limit's evidence ends with where others were lifted: what was tried is not quite what was declared. Empty where none were. */
    public String remark() {
        return lifted.isEmpty()
                ? ""
                : "; tried without "
                        + lifted.stream()
                                .map(limit -> limit.key() + " of " + limit.value())
                                .collect(Collectors.joining(" and "))
                        + ", which as declared would be met first";
    }

    /** See the record's last three components. */
    public Trial needing(boolean freshContainer, boolean containerIsSpent, Claims claimed) {
        return new Trial(
                name,
                limits,
                workload,
                rivals,
                contrast,
                declared,
                lifted,
                checks,
                atMost,
                tolerance,
                freshContainer,
                containerIsSpent,
                claimed);
    }
}
