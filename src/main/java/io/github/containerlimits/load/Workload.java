package io.github.containerlimits.load;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Needs;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a container runs in a trial.
 *
 * @param command the load itself; a directory that it names exists and is writable for the image's user
 * @param shown the load as a report names it, without what every trial adds to it
 * @param needs what it takes of the host if no limit holds
 * @param workers how many CPUs it can use; 0 where that is not known
 * @param directory made for the load before it starts and removed after it; absent where it needs none
 * @param preparation runs before the load and is not measured: it lays out the files that the load reads, or prints what a log has room for; absent
 *     where a load needs none
 * @param asksForAll whether it asks its disk for all that it can get, directly and without an end of its own
 * @param service the image's own command, where that is the load; absent where it is another one, in a container that is held open for it
 */
public record Workload(
        Command command,
        String shown,
        Needs needs,
        int workers,
        Optional<String> directory,
        Optional<Command> preparation,
        boolean asksForAll,
        Optional<Service> service) {
    /** A load that takes nothing of the host to speak of, in no directory of its own. */
    public static Workload of(Command command) {
        return new Workload(
                command,
                command.toString(),
                Needs.NONE,
                0,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    /** So many workers of stress that each fill a CPU, for a minute where nothing ends them. */
    public static Workload cpus(int workers) {
        return of(Command.of(Tool.STRESS, List.of("--cpu", String.valueOf(workers), "--timeout", "60")))
                .withWorkers(workers);
    }

    /** An application, as whose load its own work counts. */
    public static Workload of(Service service) {
        Command own = Command.of(Tool.IMAGE, service.command());
        String needed = service.needs().stream().map(Dependency::toString).collect(Collectors.joining(", "));
        String stressors = service.beside().stream().map(Stressor::toString).collect(Collectors.joining(", "));
        return new Workload(
                own,
                (service.command().isEmpty() ? "its own command" : own.toString())
                        + (needed.isEmpty() ? "" : ", beside " + needed)
                        + (stressors.isEmpty() ? "" : ", then beside " + stressors),
                service.beside().stream()
                        .map(stressor -> stressor.load().needs())
                        .reduce(Needs.NONE, Needs::and),
                0,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(service));
    }

    /** The whole command line; of an application that the image itself starts, in words. */
    public String line() {
        return command.arguments().isEmpty() ? shown : command.toString();
    }

    public Workload shownAs(String text) {
        return new Workload(command, text, needs, workers, directory, preparation, asksForAll, service);
    }

    public Workload withNeeds(Needs worst) {
        return new Workload(command, shown, worst, workers, directory, preparation, asksForAll, service);
    }

    public Workload withWorkers(int count) {
        return new Workload(command, shown, needs, count, directory, preparation, asksForAll, service);
    }

    public Workload in(Optional<String> path) {
        return new Workload(command, shown, needs, workers, path, preparation, asksForAll, service);
    }

    public Workload preparedBy(Optional<Command> first) {
        return new Workload(command, shown, needs, workers, directory, first, asksForAll, service);
    }

    /** See the record's component. */
    public Workload askingForAll() {
        return new Workload(command, shown, needs, workers, directory, preparation, true, service);
    }
}
