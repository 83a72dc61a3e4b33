package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Network;
import io.github.containerlimits.load.Stressor;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.measure.Stressed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** A load beside an application: in its container, or in one of its own. It is started again where it ends well, or is killed for want of memory. */
final class StressorRun implements AutoCloseable {
    private static final Duration TO_PREPARE = Duration.ofSeconds(60);
    private static final Duration TO_END = Duration.ofSeconds(10);

    /** A load that ends before did nothing to speak of. */
    private static final long LEAST = Duration.ofMillis(500).toNanos();

    /** One that takes less of a CPU, and moves no data, presses nobody. */
    private static final double IDLE = 0.01;

    private final Stressor stressor;
    private final Containers containers;
    private final Container container;
    private final List<Counters> readings = new ArrayList<>();
    private final Set<Long> sessions = new HashSet<>();
    private Optional<Execution> execution = Optional.empty();
    private Optional<Exit> ended = Optional.empty();
    private OptionalLong process = OptionalLong.empty();
    private long began;
    private long killsBefore;
    private int starts;
    private Optional<String> failure = Optional.empty();

    /** Makes its container where it has one of its own, and lays out what it reads. */
    StressorRun(Stressor stressor, Application application, Containers containers) {
        this.stressor = stressor;
        this.containers = containers;
        this.container = stressor.isInside() ? application : containers.unlimited(Network.NONE, Set.of());
        Stream.concat(
                        stressor.load().directory().stream()
                                .map(directory ->
                                        Command.asRoot(Tool.BUSYBOX, List.of("mkdir", "-p", "-m", "1777", directory))),
                        stressor.load().preparation().stream())
                .forEach(this::prepare);
    }

    private void prepare(Command command) {
        if (failure.isEmpty()) {
            started(command).ifPresent(execution -> {
                Optional<Exit> exit = execution.await(TO_PREPARE);
                if (exit.filter(how -> how.code() == 0).isEmpty()) {
                    failure = Optional.of("it could not be prepared" + lastWords(exit));
                }
            });
        }
    }

    /** Where nothing more can be started in a container that is at its limits, that is its answer; where the engine is gone, whoever asks next is told. */
    private Optional<Execution> started(Command command) {
        try {
            return Optional.of(container.start(command));
        } catch (EngineException e) {
            failure = Optional.of(
                    "it could not be started: " + String.valueOf(e.getMessage()).replaceAll("\\.$", ""));
            return Optional.empty();
        }
    }

    /** @param kills for want of memory in the application's control group so far */
    void start(long kills) {
        if (failure.isPresent()) {
            return;
        }
        began = System.nanoTime();
        killsBefore = kills;
        ended = Optional.empty();
        process = OptionalLong.empty();
        execution = started(stressor.load().command());
        starts++;
    }

    /** Looks whether it goes on, and starts it again where it may; its end counts at the second look, when a kill that ended it is counted. */
    void look(long kills) {
        if (failure.isPresent() || execution.isEmpty()) {
            return;
        }
        if (!stressor.isInside() && System.nanoTime() - began > LEAST) { // what it takes to begin is no stress
            container.read().map(Counters::new).ifPresent(readings::add);
        }
        if (ended.isEmpty()) {
            tellProcess();
            ended = execution.get().await(Duration.ZERO);
            return;
        }
        boolean isKilled = stressor.isInside() && ended.get().code() != 0 && kills > killsBefore;
        boolean isWell = ended.get().code() == 0 && System.nanoTime() - began > LEAST;
        if (isKilled || isWell) {
            start(kills);
        } else {
            failure = Optional.of("it ended " + seconds() + " after its start with code "
                    + ended.get().code() + lastWords(ended));
        }
    }

    private String seconds() {
        return Math.round((System.nanoTime() - began) / 1e8) / 10.0 + " s";
    }

    private void tellProcess() {
        if (process.isEmpty() && stressor.isInside()) {
            process = execution.map(Execution::process).orElse(OptionalLong.empty());
            process.ifPresent(sessions::add);
        }
    }

    private static String lastWords(Optional<Exit> exit) {
        return exit.flatMap(how -> Stream.of(how.stdout(), how.stderr())
                        .flatMap(String::lines)
                        .filter(line -> !line.isBlank())
                        .reduce((earlier, later) -> later))
                .map(line -> ": " + line.strip())
                .orElse("");
    }

    /** Those of its processes in the application's container. */
    Set<Long> sessions() {
        return sessions;
    }

    boolean hasFailed() {
        return failure.isPresent();
    }

    /** Its own control group's, where it has one. */
    Optional<Series> series() {
        return stressor.isInside() || readings.isEmpty()
                ? Optional.empty()
                : Optional.of(new Series(readings.get(0), readings, Optional.empty()));
    }

    /** What came of it. */
    Stressed.Ran ran() {
        return new Stressed.Ran(stressor.toString(), stressor.isInside(), process, starts, failure.or(this::idleness));
    }

    /** Why it pressed nobody in the latter half of its time, as far as a control group of its own tells: before that its own program may still have been read. */
    private Optional<String> idleness() {
        return series().map(series -> new Window(readings.get(readings.size() / 2), series.newest()))
                .filter(window -> window.rate(Counters::cpuNanos).orElse(1e9) < IDLE * 1e9)
                .filter(window -> window.from().io().equals(window.to().io()))
                .map(window -> "it took no CPU time to speak of, and moved no data");
    }

    /** Ends it, and leaves its container where that is its own. */
    @Override
    public void close() {
        if (!stressor.isInside()) {
            containers.leave(container);
        } else if (execution.isPresent() && ended.isEmpty()) {
            execution.get().kill();
            execution.get().await(TO_END);
        }
    }
}
