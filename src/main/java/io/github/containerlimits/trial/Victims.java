package io.github.containerlimits.trial;

import io.github.containerlimits.engine.RunningProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whom the kernel killed for want of memory: it counts kills of a control group, and does not tell whom they hit. Those are looked for among the processes
 * that are gone right after a kill. Of the application's, only such count as were there all along: others come and go by themselves.
 */
final class Victims {
    private final Map<Long, RunningProcess> lasting;
    private final boolean isTold;
    private final List<RunningProcess> victims = new ArrayList<>();
    private Map<Long, RunningProcess> before = Map.of();
    private long kills;
    private Optional<String> doubt = Optional.empty();

    /**
     * @param ready its processes when it was ready; absent where the engine did not tell
     * @param later the same when it had been watched alone
     */
    Victims(Optional<List<RunningProcess>> ready, Optional<List<RunningProcess>> later) {
        isTold = ready.isPresent() && later.isPresent();
        Map<Long, RunningProcess> first = byId(ready.orElse(List.of()));
        lasting = byId(later.orElse(List.of()).stream()
                .filter(process -> first.containsKey(process.id()))
                .map(process -> process.isNamed() ? process : first.getOrDefault(process.id(), process))
                .toList());
        before = lasting;
    }

    /**
     * Looks at who is gone.
     *
     * @param now all processes in its container; absent where the engine did not tell
     * @param sessions those of the loads that run in its container
     * @param sooner kills in its control group since loads run beside it, as they were counted before that
     * @param later the same, as they were counted after it: whoever is gone may have been the victim of any kill up to then
     */
    void look(Optional<List<RunningProcess>> now, Set<Long> sessions, long sooner, long later) {
        if (now.isEmpty()) {
            return;
        }
        Map<Long, RunningProcess> left = byId(now.get());
        List<RunningProcess> gone = before.values().stream()
                .filter(process -> !left.containsKey(process.id()))
                .toList();
        List<RunningProcess> own = gone.stream()
                // As it was named then: the command line of one that is about to go can't be read any more.
                .flatMap(process -> Optional.ofNullable(lasting.get(process.id())).stream())
                .toList();
        boolean isStressorGone = gone.stream().anyMatch(process -> sessions.contains(process.session()));
        long newly = later - kills;
        if (newly > 0 && !own.isEmpty()) {
            if (isStressorGone && newly == 1) {
                doubt = Optional.of("the kernel killed one process for want of memory, and both " + own.get(0)
                        + " of the application and one of the loads were gone after it");
            } else {
                victims.addAll(own);
            }
        }
        kills = sooner;
        before = left;
    }

    /** Kills that were counted before the last look. */
    long kills() {
        return kills;
    }

    /** The application's own processes that were killed. */
    List<RunningProcess> found() {
        return List.copyOf(victims);
    }

    /** Its first process, as whose victim it ended; absent where the engine did not tell of it. */
    Optional<RunningProcess> first() {
        return lasting.values().stream()
                .filter(process -> process.id() == process.session())
                .findFirst();
    }

    /** Why it is not known who was killed; absent where it is, or nobody was. */
    Optional<String> doubt() {
        return kills > 0 && !isTold
                ? Optional.of("the kernel killed " + kills
                        + " processes for want of memory, and the engine does not tell which processes there were")
                : doubt;
    }

    private static Map<Long, RunningProcess> byId(List<RunningProcess> processes) {
        return processes.stream()
                .collect(Collectors.toMap(
                        RunningProcess::id, Function.identity(), (one, same) -> one, LinkedHashMap::new));
    }
}
