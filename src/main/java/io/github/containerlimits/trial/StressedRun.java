package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.engine.RunningProcess;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Served;
import io.github.containerlimits.measure.Stressed;
import io.github.containerlimits.plan.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The time of an application's life in which loads run beside it: as long as it was watched alone, and asked the same. */
final class StressedRun {
    private static final Duration BETWEEN_READS = Duration.ofMillis(50);
    private static final long BETWEEN_LOOKS = Duration.ofMillis(200).toNanos();

    /** For what the loads take to press. */
    private static final long TO_PRESS = Duration.ofMillis(500).toNanos();

    /** One that was killed is gone by then. */
    private static final long TO_DIE = Duration.ofMillis(200).toNanos();

    /** How long an engine may take to tell that an application ended whose first process is gone. */
    private static final Duration TO_END = Duration.ofSeconds(10);

    /** Those that came meanwhile must be known before they are killed. */
    private static final long BETWEEN_LISTS = Duration.ofSeconds(2).toNanos();

    private static final int KILLED = 137;

    private final Trial trial;
    private final Service service;
    private final Application application;
    private final Containers containers;
    private final Deadline deadline;
    private final BooleanSupplier isAlone;
    private final long launched;
    private final List<StressorRun> stressors = new ArrayList<>();
    private final List<Counters> readings = new ArrayList<>();
    private final Victims victims;
    private Counters first = Contender.NOTHING;
    private Optional<HttpLoading> loading = Optional.empty();
    private Optional<String> lost = Optional.empty();
    private Optional<Life.End> end = Optional.empty();
    private Application.State state;
    private long looked;
    private long listed;
    private Optional<Long> killed = Optional.empty();
    private boolean lasted;
    private long from;

    /**
     * Begins nothing yet.
     *
     * @param ready its processes when it was ready; absent where the engine did not tell
     * @param launched when it was started, by {@link System#nanoTime}
     */
    StressedRun(
            Trial trial,
            Service service,
            Application application,
            Optional<List<RunningProcess>> ready,
            Containers containers,
            Deadline deadline,
            BooleanSupplier isAlone,
            long launched) {
        this.trial = trial;
        this.service = service;
        this.application = application;
        this.containers = containers;
        this.deadline = deadline;
        this.isAlone = isAlone;
        this.launched = launched;
        this.victims = new Victims(ready, application.processes());
        this.state = application.state();
    }

    /** How it was when it was looked at last. */
    Application.State state() {
        return state;
    }

    /** Lives through it, until its time is over, or what comes of it is certain. */
    Stressed run(Asking asking, Supplier<Beside> beside) {
        try {
            service.beside().forEach(stressor -> stressors.add(new StressorRun(stressor, application, containers)));
            first = application.read().map(Counters::new).orElse(Contender.NOTHING);
            long started = System.nanoTime();
            from = started;
            stressors.forEach(stressor -> stressor.start(0));
            while (!isOver(asking, beside, started) && isAlone.getAsBoolean()) {
                deadline.check("in the trial '" + trial.name() + "', beside its loads");
                Pause.of(BETWEEN_READS, "an application was watched beside loads");
            }
            double seconds = (System.nanoTime() - from) / 1e9;
            Optional<Served> served = loading.map(HttpLoading::end);
            awaitVictims();
            return stressed(seconds, served);
        } finally {
            stressors.forEach(StressorRun::close);
        }
    }

    private boolean isOver(Asking asking, Supplier<Beside> beside, long started) {
        readAll();
        long now = System.nanoTime();
        if (now - looked > BETWEEN_LOOKS) {
            look();
        }
        if (end.isPresent() || stressors.stream().anyMatch(StressorRun::hasFailed)) {
            return true;
        }
        list(now);
        if (!victims.found().isEmpty()) {
            return true;
        }
        try {
            if (asking.isLost()) {
                lost = Optional.of(asking.reason());
                return true;
            }
            if (from == started && now - started > TO_PRESS) {
                from = now;
                loading = service.http()
                        .map(http -> new HttpLoading(
                                http, service.lasts(), beside.get().container()));
            }
        } catch (EngineException e) {
            look(); // nothing can be asked in a container that just ended
            if (end.isEmpty()) {
                throw e;
            }
            return true;
        }
        boolean isAsked =
                service.http().isEmpty() || loading.filter(HttpLoading::isOver).isPresent();
        lasted = isAsked && from != started && now - from >= service.lasts().toNanos();
        return lasted;
    }

    private void readAll() {
        application.read().map(Counters::new).ifPresent(readings::add);
        long kills = kills().orElse(0);
        stressors.forEach(stressor -> stressor.look(kills));
        if (kills > victims.kills() && killed.isEmpty()) {
            killed = Optional.of(System.nanoTime());
        }
    }

    private void look() {
        looked = System.nanoTime();
        state = application.state();
        state.exitCode()
                .ifPresent(code -> end =
                        Optional.of(new Life.End(code, state.isSaidToBeOutOfMemory(), (looked - launched) / 1e9, 0)));
    }

    /** A moment after a kill, and every now and then. */
    private void list(long now) {
        boolean isDue = killed.filter(moment -> now - moment > TO_DIE).isPresent();
        if (isDue || now - listed > BETWEEN_LISTS && killed.isEmpty()) {
            listed = now;
            killed = Optional.empty();
            long sooner = kills().orElse(0);
            Optional<List<RunningProcess>> processes = application.processes();
            application.read().map(Counters::new).ifPresent(readings::add);
            victims.look(processes, sessions(), sooner, kills().orElse(0));
        }
    }

    private Set<Long> sessions() {
        return stressors.stream()
                .flatMap(stressor -> stressor.sessions().stream())
                .collect(Collectors.toSet());
    }

    private void awaitVictims() {
        look();
        readAll();
        lasted &= end.isEmpty();
        if (end.isEmpty() && killed.isPresent()) {
            Pause.of(Duration.ofNanos(TO_DIE), "processes died");
            list(System.nanoTime() + TO_DIE);
        }
        awaitEnd();
    }

    /** Where its first process was killed, it ends, and how is known once the engine tells. */
    private void awaitEnd() {
        Deadline patience = Deadline.in(TO_END);
        while (end.isEmpty()
                && victims.first().filter(victims.found()::contains).isPresent()
                && !patience.isOver()) {
            Pause.of(BETWEEN_READS, "an application's end was told");
            look();
        }
        lasted &= end.isEmpty();
    }

    private OptionalLong kills() {
        return series().growth(Counters::oomKills);
    }

    private Series series() {
        return new Series(first, readings, Optional.empty());
    }

    private Stressed stressed(double seconds, Optional<Served> served) {
        List<RunningProcess> dead = new ArrayList<>(victims.found());
        boolean isOfMemory = kills().orElse(0) > 0 || state.isSaidToBeOutOfMemory();
        end.filter(how -> how.code() == KILLED && isOfMemory && dead.isEmpty())
                .flatMap(how -> victims.first())
                .ifPresent(dead::add);
        return new Stressed(
                stressors.stream().map(StressorRun::ran).toList(),
                Optional.empty(),
                seconds,
                lasted,
                lost,
                end,
                served,
                series(),
                stressors.stream()
                        .flatMap(stressor -> stressor.series().stream())
                        .toList(),
                kills(),
                dead,
                victims.doubt());
    }
}
