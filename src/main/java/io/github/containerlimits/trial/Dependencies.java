package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Network;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.load.Dependency;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.measure.LastLine;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an application needs, each in a container of its own without limits. They and the application share one network, that of a container which does
 * nothing else, so that each reaches the others at 127.0.0.1, and by name.
 */
final class Dependencies implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Service service;
    private final Containers containers;
    private final Deadline deadline;
    private final Map<Dependency, Application> started = new LinkedHashMap<>();
    private Optional<Beside> holder = Optional.empty();

    /** Starts nothing yet. */
    Dependencies(Service service, Containers containers, Deadline deadline) {
        this.service = service;
        this.containers = containers;
        this.deadline = deadline;
    }

    /**
     * Starts them, one after the other, each once the one before is ready. Does nothing where there are none and the application has no network of the
     * engine's.
     *
     * @return why one is not ready, a sentence without a full stop; absent where all are
     * @throws EngineException where the engine lacks an image or the network, or can't start one
     */
    Optional<String> start() {
        if (service.network().isEmpty() && service.needs().isEmpty()) {
            return Optional.empty();
        }
        List<String> names = service.needs().stream().map(Dependency::name).toList();
        Network network = service.network()
                .map(name -> (Network) new Network.OfEngine(name, names))
                .orElseGet(() -> new Network.Loopback(names));
        holder = Optional.of(Beside.of(
                containers,
                containers.unlimited(network, service.http().isPresent() ? Set.of(Tool.H2LOAD) : Set.of())));
        for (Dependency needed : service.needs()) {
            Application application = containers.launch(needed, network());
            started.put(needed, application);
            Optional<String> reason = unready(needed, application);
            if (reason.isPresent()) {
                return Optional.of("what it needs was not ready: " + needed + ": " + reason.get());
            }
        }
        return Optional.empty();
    }

    private Optional<String> unready(Dependency needed, Application application) {
        Service own = needed.service();
        Deadline within = Deadline.in(own.within());
        long since = System.nanoTime();
        try (Asking asking =
                Asking.of(own, application, application::state, System::nanoTime, holder::orElseThrow, since)) {
            while (true) {
                deadline.check("while the application's '" + needed.name() + "' was to be ready");
                Optional<Integer> code = application.state().exitCode();
                if (own.isJob() && code.filter(ended -> ended == 0).isPresent()) {
                    return Optional.empty();
                }
                if (code.isPresent()) {
                    return Optional.of(ended(application, code.get()));
                }
                if (asking.isReady()) {
                    return Optional.empty();
                }
                if (within.isOver()) {
                    return Optional.of(
                            asking.reason() + ", after " + own.within().toMillis() / 1e3 + " s" + printed(application));
                }
                Pause.of(BETWEEN_LOOKS, "what an application needs was to be ready");
            }
        }
    }

    private static String ended(Application application, int code) {
        return "it ended with code " + code + printed(application);
    }

    private static String printed(Application application) {
        String last = LastLine.of(application.printed().tail());
        return last.isEmpty() ? "" : "; it printed last: " + last;
    }

    /** Which one ended though the application still needed it, a sentence without a full stop; absent where all run. */
    Optional<String> lost() {
        return started.entrySet().stream()
                .filter(needed -> !needed.getKey().service().isJob())
                .flatMap(needed -> needed.getValue().state().exitCode().stream()
                        .map(code -> "what it needs ended meanwhile: " + needed.getKey() + ": "
                                + ended(needed.getValue(), code)))
                .findFirst();
    }

    /** Whom the application can talk to. */
    Network network() {
        return holder.map(Beside::container)
                .map(Container::id)
                .map(id -> (Network) new Network.OfContainer(id))
                .orElse(Network.NONE);
    }

    /** A container in that network which is there already; absent where the application has a network of its own. */
    Optional<Beside> holder() {
        return holder;
    }

    @Override
    public void close() {
        started.values().forEach(containers::leave);
        holder.ifPresent(Beside::close);
    }
}
