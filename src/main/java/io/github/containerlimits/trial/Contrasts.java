package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.FioResult;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Contrast;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.verdict.Bound.AtMost;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Loads without the caps of their trials. One that came far above its caps ends early; and one that came far above those of a later trial, and asked its
 * disk for no more than that trial's load does, serves it too. For use by several threads.
 */
final class Contrasts {
    /** Above a cap so many times, beyond what the metric asks for, a contrast is clear however short it was. */
    private static final double FAR = 4;

    /** How long data must flow before its rate says enough, where it is far above a cap, and where it may not be. */
    private static final Duration SHORT = Duration.ofMillis(200);

    private static final Duration ENOUGH = Duration.ofMillis(700);

    /** How many times longer data flows at the next try, where what flowed was not yet the load. */
    private static final int LONGER = 4;

    /** From this code on a process did not end by itself, as shells and fio say it. */
    private static final int BY_SIGNAL = 128;

    private final Containers containers;
    private final Host host;
    private final Deadline deadline;
    private final Queue<Known> known = new ConcurrentLinkedQueue<>();

    Contrasts(Containers containers, Host host, Deadline deadline) {
        this.containers = containers;
        this.host = host;
        this.deadline = deadline;
    }

    private record Known(Limits limits, String trial, Workload workload, Contrast contrast) {
        Contrast of(Workload other) {
            return workload.command().equals(other.command()) ? contrast : contrast.of(trial);
        }
    }

    /**
     * The contrast of a trial.
     *
     * @param limits of the container that it runs in
     */
    Contrast of(Trial trial, Limits limits) throws RefusedException {
        Optional<Contrast> earlier = known.stream()
                .filter(other -> trial.workload().asksForAll() && other.limits().equals(limits))
                .map(other -> other.of(trial.workload()))
                .filter(contrast -> isFar(trial, contrast))
                .findFirst();
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Contrast contrast = run(trial, limits);
        if (trial.workload().asksForAll()) {
            known.add(new Known(limits, trial.name(), trial.workload(), contrast));
        }
        return contrast;
    }

    private Contrast run(Trial trial, Limits limits) throws RefusedException {
        // A script ends by itself, and has said nothing before that.
        boolean isScript = trial.workload().command().tool() == Tool.BUSYBOX;
        if (!isScript && limitsOf(trial).count() == trial.checks().size()) {
            Contrast contrast = new ContrastRun(trial, containers, deadline, SHORT).run(limits);
            if (isFar(trial, contrast)) {
                return contrast;
            }
        }
        Duration flowing = isScript ? trial.atMost() : ENOUGH;
        Contrast contrast = new ContrastRun(trial, containers, deadline, flowing).run(limits);
        while (!isScript && isBeforeItsLoad(contrast) && flowing.compareTo(trial.atMost()) < 0) {
            flowing = flowing.multipliedBy(LONGER);
            contrast = new ContrastRun(trial, containers, deadline, flowing).run(limits);
        }
        return contrast;
    }

    /** Whether all that flowed was the program itself, which had to be read from the disk: it was told to end before it did anything. */
    private static boolean isBeforeItsLoad(Contrast contrast) {
        return contrast.exit()
                .filter(exit -> exit.code() >= BY_SIGNAL)
                .filter(exit -> FioResult.parse(exit.stdout())
                        .filter(fio -> fio.read().operations() + fio.written().operations() > 0)
                        .isEmpty())
                .isPresent();
    }

    private boolean isFar(Trial trial, Contrast contrast) {
        Measurement measurement = new Measurement(
                contrast.series(), List.of(), Optional.of(contrast), Optional.empty(), false, List.of());
        return trial.checks().stream()
                .allMatch(check -> check.limit()
                        .filter(limit -> isFar(
                                limit,
                                new Observed(measurement, host, trial.workload(), check.disk(), check.isBuffered())))
                        .isPresent());
    }

    private static boolean isFar(Limit limit, Observed observed) {
        return limit.limit() instanceof AtMost bound
                && limit.metric().pressure(observed, bound.value() * FAR).isPresent();
    }

    private static Stream<Limit> limitsOf(Trial trial) {
        return trial.checks().stream().map(Check::limit).flatMap(Optional::stream);
    }
}
