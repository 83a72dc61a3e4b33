package io.github.containerlimits.trial;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Execution;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A container with a load in it, and what was read of it. */
final class Contender {
    /** Most trials are decided in a second or two; those that are not go on for long, and reading takes CPU time from neighbours and loads. */
    private static final Duration BETWEEN_READS = Duration.ofMillis(50);

    private static final Duration BETWEEN_LATER_READS = Duration.ofMillis(100);
    private static final int FIRST_READS = 40;

    /** How long a load may take to end once it is told to. */
    private static final Duration TO_END = Duration.ofSeconds(10);

    /** Of a group that was never read. */
    static final Counters NOTHING = new Counters(new CgroupReading(0, Map.of()));

    private final Container container;
    private final Optional<Counters> first;
    private final List<Counters> running = new ArrayList<>();
    private Optional<Counters> last = Optional.empty();
    private Optional<Command> command = Optional.empty();
    private Optional<Execution> execution = Optional.empty();
    private Optional<Exit> exit = Optional.empty();

    /** Reads it for the first time, before its load begins. */
    Contender(Container container) {
        this.container = container;
        this.first = container.read().map(Counters::new);
    }

    void start(Command load) {
        command = Optional.of(load);
        execution = Optional.of(container.start(load));
    }

    /** Whether the load goes on; waits a moment for its end. */
    boolean isRunning() {
        if (exit.isEmpty()) {
            exit = started().await(running.size() < FIRST_READS ? BETWEEN_READS : BETWEEN_LATER_READS);
        }
        return exit.isEmpty();
    }

    private Execution started() {
        return execution.orElseThrow(() -> new IllegalStateException("the load was not started"));
    }

    void read() {
        container.read().map(Counters::new).ifPresent(running::add);
    }

    /** How often it was read since its load began. */
    int readings() {
        return running.size();
    }

    /** Reads it for the last time, after its load ended. */
    void readLast() {
        last = container.read().map(Counters::new);
    }

    /** Ends the load where it goes on; how it ended stays absent where it does not end. */
    void end() {
        if (exit.isEmpty()) {
            Execution load = started();
            if (command.filter(known -> known.tool() == Tool.FIO).isPresent()) {
                load.interrupt(); // it then prints its report
                exit = load.await(TO_END);
            }
            if (exit.isEmpty()) {
                load.kill();
                exit = load.await(TO_END);
            }
        }
    }

    /** How the load ended; absent while it runs, and where it could not be ended. */
    Optional<Exit> exit() {
        return exit;
    }

    /** Where there was no reading before the load, it begins with the first that there was: nobody knows what came before. */
    Series series() {
        Optional<Counters> begin = first.or(() -> running.stream().findFirst()).or(() -> last);
        return new Series(begin.orElse(NOTHING), running, last);
    }
}
