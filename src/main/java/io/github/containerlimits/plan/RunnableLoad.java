package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.load.FioLoad;
import io.github.containerlimits.load.VmWorkers;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.policy.Load;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A load that a policy names, with what it takes to run it.
 *
 * @param directory in which it writes; absent where it needs none
 * @param atMost for how long it is to run: it ends by itself if nothing ends it, but never before that
 */
record RunnableLoad(Load load, Optional<String> directory, Duration atMost) {
    private static final int GRACE_SECONDS = 20;

    /** @param place the mount point below which its directory lies */
    Workload workload(String place) {
        return Workload.of(command())
                .shownAs((load.tool().key() + " " + String.join(" ", load.arguments())).strip())
                .withNeeds(needs(load, place))
                .withWorkers(workers())
                .in(directory)
                .preparedBy(preparation());
    }

    /** What it takes of the host, as far as its arguments tell. */
    static Needs needs(Load load, String place) {
        return switch (load.tool()) {
            case STRESS, STRESS_NG -> Needs.memory(VmWorkers.memory(load.arguments()));
            case FIO -> Needs.disk(FioLoad.size(load.arguments()), place);
            case RUN -> Needs.NONE;
        };
    }

    /** Whether it writes or reads through the page cache. */
    static boolean isBuffered(Load load) {
        return load.tool() == Load.Tool.FIO && !FioLoad.isDirect(load.arguments());
    }

    private Command command() {
        List<String> arguments = load.arguments();
        long seconds = atMost.toSeconds() + GRACE_SECONDS;
        return switch (load.tool()) {
            case STRESS -> Command.of(Tool.STRESS, withTimeout(arguments, seconds));
            case STRESS_NG -> Command.of(Tool.STRESS_NG, withTimeout(arguments, seconds));
            case FIO -> {
                List<String> complete = FioLoad.complete(arguments, directory.orElseThrow(), seconds);
                yield isBuffered(load)
                        ? FioLoad.flushed(complete, directory.orElseThrow())
                        : Command.of(Tool.FIO, complete);
            }
            case RUN -> Command.of(Tool.IMAGE, arguments);
        };
    }

    private Optional<Command> preparation() {
        return load.tool() == Load.Tool.FIO && !isBuffered(load)
                ? directory.flatMap(
                        place -> FioLoad.layout(FioLoad.complete(load.arguments(), place, atMost.toSeconds()), place))
                : Optional.empty();
    }

    private static List<String> withTimeout(List<String> arguments, long seconds) {
        boolean bounded = arguments.stream()
                .anyMatch(argument ->
                        argument.equals("-t") || argument.equals("--timeout") || argument.startsWith("--timeout="));
        return bounded
                ? arguments
                : Stream.concat(arguments.stream(), Stream.of("--timeout", seconds + "s"))
                        .toList();
    }

    /** The CPUs that a load of stress or stress-ng can use: the sum of its workers; 0 where it has none or is another tool. */
    private int workers() {
        if (load.tool() != Load.Tool.STRESS && load.tool() != Load.Tool.STRESS_NG) {
            return 0;
        }
        List<String> arguments = load.arguments();
        int workers = 0;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            String value = argument.contains("=")
                    ? argument.substring(argument.indexOf('=') + 1)
                    : i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            if (argument.matches("(--cpu|-c)(=.*)?") && value.matches("\\d{1,4}")) {
                workers += Integer.parseInt(value);
            }
        }
        return workers;
    }
}
