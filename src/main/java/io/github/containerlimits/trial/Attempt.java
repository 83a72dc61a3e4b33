package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Contrast;
import io.github.containerlimits.measure.Measurement.Ending;
import io.github.containerlimits.measure.Measurement.Log;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Progress;
import io.github.containerlimits.verdict.Conclusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One load in one container, with its rivals. */
final class Attempt {
    private final Trial trial;
    private final Surroundings surroundings;
    private final Deadline deadline;
    private final BooleanSupplier isAlone;
    private final Container container;
    private final Optional<Contrast> contrast;
    private final Conclusions conclusions;
    private final Progress progress;
    private final Housekeeping housekeeping;
    private final KeptLog keptLog;
    private final List<Container> beside;
    private List<Contender> rivals = List.of();
    private final List<String> troubles = new ArrayList<>();
    private boolean cleanEnd;
    private Optional<Log> log = Optional.empty();
    private Uncharged uncharged = Uncharged.UNSEEN;
    private boolean isSaidToBeOutOfMemory;

    Attempt(
            Trial trial,
            Surroundings surroundings,
            Deadline deadline,
            BooleanSupplier isAlone,
            Container container,
            List<Container> rivals,
            Optional<Contrast> contrast,
            Conclusions conclusions,
            Progress progress) {
        this.trial = trial;
        this.surroundings = surroundings;
        this.deadline = deadline;
        this.isAlone = isAlone;
        this.container = container;
        this.beside = List.copyOf(rivals);
        this.contrast = contrast;
        this.conclusions = conclusions;
        this.progress = progress;
        this.housekeeping = new Housekeeping(trial, deadline);
        this.keptLog = new KeptLog(container, deadline);
    }

    /** Runs the load until all is concluded, it ended, or its time is over. */
    Measurement run() {
        Optional<Exit> prepared = housekeeping.prepare(container);
        if (isOfLog()) {
            prepared.ifPresent(keptLog::begin);
        }
        beside.forEach(housekeeping::prepareRival);
        rivals = beside.stream().map(Contender::new).toList();
        Engine.Watch watch = surroundings.watch();
        Contender own = new Contender(container);
        // Rivals first: the container under trial is never alone.
        rivals.forEach(rival -> rival.start(trial.workload().command()));
        own.start(trial.workload().command());
        progress.step(trial, Progress.Step.LOAD);
        Ending ending = watch(own);
        return finish(own, watch, ending);
    }

    /** Whether the container can serve other trials. */
    boolean isCleanEnd() {
        return cleanEnd;
    }

    private boolean isOfLog() {
        return trial.checks().stream().anyMatch(Check::isOfLog);
    }

    /** What ends the trial. */
    private Ending watch(Contender own) {
        Deadline end = Deadline.in(trial.atMost());
        Cadence cadence = new Cadence();
        while (own.isRunning()) {
            if (end.isOver()) {
                return Ending.TIME;
            }
            if (!isAlone.getAsBoolean()) {
                return Ending.BROKEN_OFF;
            }
            deadline.check("in the trial '" + trial.name() + "'");
            own.read();
            rivals.forEach(Contender::read);
            if (cadence.isDue(own.readings())) {
                Measurement measurement = measurement(own, Ending.NONE);
                if (conclusions.conclude(measurement)) {
                    return Ending.DECIDED;
                }
                progress.read(trial, () -> conclusions.figures(measurement));
            }
        }
        return Ending.OWN;
    }

    private Measurement finish(Contender own, Engine.Watch watch, Ending ending) {
        uncharged = watch.seen();
        isSaidToBeOutOfMemory = trial.workload().needs().memory() > 0 && container.isSaidToBeOutOfMemory();
        if (trial.spent() && ending != Ending.OWN) {
            // Nothing can be started in it any more, not even what would end the load: its removal ends it, next.
            own.readLast();
        } else {
            own.end();
            own.readLast();
            if (own.exit().isPresent() && !trial.spent()) {
                housekeeping.tidy(container);
                cleanEnd = true;
            }
        }
        if (isOfLog()) {
            log = own.exit().flatMap(keptLog::end);
        }
        for (Contender rival : rivals) {
            if (!rival.isRunning()) {
                troubles.add("a rival's load ended early");
            }
            rival.readLast();
        }
        Measurement measurement = measurement(own, ending);
        conclusions.conclude(measurement);
        conclusions.doubt(this::doubtFullDisk);
        return measurement;
    }

    /** Others may have filled the disk meanwhile: then it was full, and not the limit reached. What the load wrote is removed by now. */
    private Optional<Conclusion> doubtFullDisk(Check check, Conclusion conclusion) {
        return check.metric().filter(MetricKind::isRoomOnDisk).isPresent()
                ? surroundings
                        .lackingNow(trial.workload().needs())
                        .map(reason -> conclusion.excused(Excuse.host("after the load, " + reason)))
                : Optional.empty();
    }

    private Measurement measurement(Contender own, Ending ending) {
        return new Measurement(
                own.series(),
                rivals.stream().map(Contender::series).toList(),
                contrast,
                own.exit(),
                log,
                uncharged,
                isSaidToBeOutOfMemory,
                ending,
                troubles);
    }
}
