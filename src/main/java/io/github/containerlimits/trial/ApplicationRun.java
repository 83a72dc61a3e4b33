package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.engine.RunningProcess;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Ending;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Served;
import io.github.containerlimits.measure.Stressed;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** One life of an application in its limits: from its start until it was ready, and watched for its time. */
final class ApplicationRun {
    private static final Duration BETWEEN_READS = Duration.ofMillis(50);

    /** A job's last counters are gone a moment after its end. */
    private static final Duration BETWEEN_READS_OF_JOB = Duration.ofMillis(10);

    private static final long BETWEEN_LOOKS = Duration.ofMillis(200).toNanos();

    private final Trial trial;
    private final Service service;
    private final Dependencies needed;
    private final Containers containers;
    private final Surroundings surroundings;
    private final Deadline deadline;
    private final BooleanSupplier isAlone;
    private final Progress progress;
    private final Application application;
    private final long launched;
    private final long started;
    private final List<Counters> readings = new ArrayList<>();
    private Optional<Counters> birth = Optional.empty();
    private Optional<Counters> last = Optional.empty();
    private Application.State state;
    private long looked;
    private Optional<Life.Span> ready = Optional.empty();
    private Optional<Long> readyAt = Optional.empty();
    private Optional<Double> lost = Optional.empty();
    private Optional<Life.End> end = Optional.empty();
    private String unready = "";
    private boolean lasted;
    private Uncharged uncharged = Uncharged.UNSEEN;
    private Optional<Beside> beside = Optional.empty();
    private Optional<HttpLoading> loading = Optional.empty();
    private Optional<Double> asked = Optional.empty();
    private Optional<Served> served = Optional.empty();
    private Optional<List<RunningProcess>> whenReady = Optional.empty();
    private Optional<StressedRun> stressing = Optional.empty();
    private Optional<Stressed> stressed = Optional.empty();

    /**
     * Launches the application.
     *
     * @param needed what it needs, which is ready
     * @throws RefusedException where the engine refuses its limits
     */
    ApplicationRun(
            Trial trial,
            Service service,
            Dependencies needed,
            Containers containers,
            Surroundings surroundings,
            Deadline deadline,
            BooleanSupplier isAlone,
            Progress progress)
            throws RefusedException {
        this.trial = trial;
        this.service = service;
        this.needed = needed;
        this.containers = containers;
        this.surroundings = surroundings;
        this.deadline = deadline;
        this.isAlone = isAlone;
        this.progress = progress;
        progress.step(trial, Progress.Step.LOAD);
        this.launched = System.nanoTime();
        this.application = containers.launch(trial.limits(), service, needed.network());
        this.started = System.nanoTime();
        this.looked = System.nanoTime();
        this.state = application.state();
    }

    Application application() {
        return application;
    }

    /** Lives through it, until all is concluded or its time is over. */
    Measurement run(Conclusions conclusions) {
        var watch = surroundings.watch();
        service.http().ifPresent(http -> beside());
        Asking asking = Asking.of(service, application, this::newestState, () -> looked, this::beside, launched);
        Ending ending;
        try {
            ending = watch(asking, conclusions);
            loading.ifPresent(load -> served = Optional.of(load.end()));
            endOfTime(asking, watch);
            stressed = stress(asking);
        } finally {
            asking.close();
            beside.filter(made -> needed.holder().isEmpty()).ifPresent(Beside::close);
        }
        Measurement measurement = measurement(end.isPresent() ? Ending.OWN : ending);
        conclusions.conclude(measurement);
        return measurement;
    }

    /** What ends the trial, unless the application ended by itself. */
    private Ending watch(Asking asking, Conclusions conclusions) {
        Cadence cadence = new Cadence();
        Duration between = service.isJob() ? BETWEEN_READS_OF_JOB : BETWEEN_READS;
        while (!isOver(asking)) {
            if (!isAlone.getAsBoolean()) {
                return Ending.BROKEN_OFF;
            }
            deadline.check("in the trial '" + trial.name() + "'");
            if (cadence.isDue(readings.size())) {
                Measurement measurement = measurement(Ending.NONE);
                if (conclusions.conclude(measurement)) {
                    return Ending.DECIDED;
                }
                progress.read(trial, () -> conclusions.figures(measurement));
            }
            Pause.of(between, "an application was watched");
        }
        return Ending.TIME;
    }

    private void endOfTime(Asking asking, Engine.Watch watch) {
        if (ready.isEmpty() || lost.isPresent()) {
            unready = asking.reason();
        }
        uncharged = watch.seen();
        if (end.isEmpty()) {
            last = application.read().map(Counters::new);
            look(); // what was read last is of one that still ran
            lasted &= end.isEmpty();
        }
    }

    /** What comes after that is not counted in what it takes alone. */
    private Optional<Stressed> stress(Asking asking) {
        if (!lasted || service.beside().isEmpty() || !isAlone.getAsBoolean()) {
            return Optional.empty();
        }
        Optional<String> lacking = surroundings.lacking(trial.workload().needs());
        if (lacking.isPresent()) {
            return Optional.of(
                    Stressed.unbegun(new Series(Contender.NOTHING, List.of(), Optional.empty()), lacking.get()));
        }
        StressedRun run =
                new StressedRun(trial, service, application, whenReady, containers, deadline, isAlone, launched);
        stressing = Optional.of(run);
        return Optional.of(run.run(asking, this::beside));
    }

    private Application.State newestState() {
        return stressing.map(StressedRun::state).orElse(state);
    }

    /** Made where it is asked for first. */
    private Beside beside() {
        if (beside.isEmpty()) {
            beside = needed.holder()
                    .or(() -> Optional.of(Beside.of(
                            containers, application, service.http().isPresent() ? Set.of(Tool.H2LOAD) : Set.of())));
        }
        return beside.orElseThrow();
    }

    /** Looks at everything once; says whether nothing more is to come. */
    private boolean isOver(Asking asking) {
        Optional<Counters> reading = application.read().map(Counters::new);
        reading.ifPresent(this::take);
        if (reading.isEmpty() || System.nanoTime() - looked > BETWEEN_LOOKS) {
            look();
        }
        try {
            if (end.isEmpty()) {
                return isOver(asking, System.nanoTime());
            }
        } catch (EngineException e) {
            look(); // nothing can be asked in a container that just ended
            if (end.isEmpty()) {
                throw e;
            }
        }
        readyBefore(end.get(), asking);
        return true;
    }

    /** One that says that it is ready may end before it is asked: what it said is under way for a while. */
    private void readyBefore(Life.End itsEnd, Asking asking) {
        Optional<Duration> late = asking.late();
        if (readyAt.isPresent() || late.isEmpty()) {
            return;
        }
        double low = notBefore(asking);
        long last = System.nanoTime() + late.get().toNanos();
        while (!asking.isReady()) {
            if (System.nanoTime() - last > 0) {
                return;
            }
            Pause.of(BETWEEN_READS, "an application's last lines arrived");
        }
        readyAt = Optional.of(System.nanoTime());
        ready = Optional.of(new Life.Span(Math.min(low, itsEnd.after()), itsEnd.after()));
    }

    /** Seconds from its start until when it is known not to have been ready. */
    private double notBefore(Asking asking) {
        return asking.notBefore()
                .map(moment -> Math.max(0, (moment - started) / 1e9))
                .orElse(0.0);
    }

    private boolean isOver(Asking asking, long now) {
        if (readyAt.isEmpty()) {
            if (asking.isReady()) {
                readyAt = Optional.of(now);
                ready = Optional.of(new Life.Span(notBefore(asking), secondsSince(System.nanoTime())));
                whenReady = service.beside().isEmpty() ? Optional.empty() : application.processes();
                return false;
            }
            return now - launched > service.within().toNanos();
        }
        if (asking.isLost()) {
            lost = Optional.of(secondsSince(now));
            return true;
        }
        service.http().filter(http -> loading.isEmpty() && beside().isThere()).ifPresent(http -> {
            loading = Optional.of(new HttpLoading(http, service.lasts(), beside().container()));
            asked = Optional.of(secondsSince(System.nanoTime()));
        });
        boolean isAsked =
                service.http().isEmpty() || loading.filter(HttpLoading::isOver).isPresent();
        lasted = isAsked && now - readyAt.get() >= service.lasts().toNanos();
        return lasted;
    }

    private void take(Counters reading) {
        if (readings.isEmpty()) {
            long arrived = System.nanoTime();
            long from = reading.until() - (arrived - launched);
            long until = Math.min(reading.nanos(), reading.until() - (arrived - started));
            birth = Optional.of(reading.atBirth(Math.min(from, until), until));
        }
        readings.add(reading);
    }

    private void look() {
        looked = System.nanoTime();
        state = application.state();
        state.exitCode().ifPresent(code -> {
            boolean isReadAfterwards = newest().map(Counters::pidsNow)
                    .filter(processes -> processes.orElse(1) == 0)
                    .isPresent();
            double unread =
                    newest().map(reading -> (looked - reading.until()) / 1e9).orElse(secondsSince(looked));
            end = Optional.of(new Life.End(
                    code, state.isSaidToBeOutOfMemory(), secondsSince(looked), isReadAfterwards ? 0 : unread));
            last = newest();
        });
    }

    private Optional<Counters> newest() {
        return readings.isEmpty() ? Optional.empty() : Optional.of(readings.get(readings.size() - 1));
    }

    /** Since its start at the latest. */
    private double secondsSince(long now) {
        return (now - launched) / 1e9;
    }

    private Measurement measurement(Ending ending) {
        Application.Printed printed = application.printed();
        Series series =
                new Series(birth.orElse(Contender.NOTHING), readings, ending != Ending.NONE ? last : Optional.empty());
        return new Measurement(
                series,
                List.of(),
                Optional.empty(),
                end.map(how -> new Exit(how.code(), "", "")),
                Optional.empty(),
                uncharged,
                state.isSaidToBeOutOfMemory(),
                ending,
                List.of(),
                Optional.of(new Life(
                        ready, unready, lost, end, lasted, printed.bytes(), printed.tail(), asked, served, stressed)));
    }
}
