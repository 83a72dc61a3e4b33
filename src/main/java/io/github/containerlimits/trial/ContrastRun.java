package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.DeviceIo;
import io.github.containerlimits.measure.Measurement.Contrast;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.plan.Trial;
import java.time.Duration;
import java.util.Optional;

/**
 * The same load without the caps, for as long as its rate needs to show.
 *
 * @param flowing how long data must flow before that
 */
record ContrastRun(Trial trial, Containers containers, Deadline deadline, Duration flowing) {
    Contrast run(Limits limits) throws RefusedException {
        Container container = containers.take(limits, false);
        Housekeeping housekeeping = new Housekeeping(trial, deadline);
        housekeeping.prepare(container);
        Contender contender = new Contender(container);
        contender.start(trial.workload().command());
        Deadline end = Deadline.in(trial.atMost());
        Optional<Deadline> enough = Optional.empty();
        while (contender.isRunning()
                && !end.isOver()
                && enough.filter(Deadline::isOver).isEmpty()) {
            deadline.check("in the contrast of the trial '" + trial.name() + "'");
            contender.read();
            if (enough.isEmpty() && flows(contender.series())) {
                enough = Optional.of(Deadline.in(flowing));
            }
        }
        contender.end();
        contender.readLast();
        if (contender.exit().isPresent()) {
            housekeeping.tidy(container);
            containers.giveBack(limits, container, trial.workload());
        } else {
            containers.leave(container);
        }
        return new Contrast(contender.series(), contender.exit(), Optional.empty());
    }

    private boolean flows(Series series) {
        Optional<Disk> disk =
                trial.checks().stream().flatMap(check -> check.disk().stream()).findFirst();
        return !io(series.first(), disk).equals(io(series.newest(), disk));
    }

    private static Optional<DeviceIo> io(Counters counters, Optional<Disk> disk) {
        return disk.isPresent() ? counters.io(disk.get().number()) : counters.io();
    }
}
