package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.ApplicationSpec;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.ContainerSpec;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Network;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Dependency;
import io.github.containerlimits.load.Readiness;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The containers of one verification: one serves all trials with the same limits, as long as it can. For use by several threads. */
public final class Containers implements AutoCloseable {
    /** How long processes that were killed may take to be gone. */
    private static final Duration TO_DIE = Duration.ofSeconds(1);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Engine engine;
    private final Image image;
    private final Host host;
    private final Deadline end;
    private final Map<Limits, Container> idle = new ConcurrentHashMap<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private final Lock starting = new ReentrantLock(true);
    private final Queue<CompletableFuture<Void>> removals = new ConcurrentLinkedQueue<>();

    public Containers(Engine engine, Image image, Host host, Deadline end) {
        this.engine = engine;
        this.image = image;
        this.host = host;
        this.end = end;
    }

    /**
     * A container with these limits, but for those that the engine refuses by themselves: see {@link #refusal}.
     *
     * @param fresh whether no load may have run in it
     * @throws RefusedException where the engine refuses the limits together
     */
    Container take(Limits limits, boolean fresh) throws RefusedException {
        Limits possible = possible(limits);
        Container container = idle.remove(possible);
        if (container != null && fresh && used.contains(container.id())) {
            leave(container);
            container = null;
        }
        if (container == null) {
            container = run(possible);
        }
        used.add(container.id());
        awaitRemovals();
        return container;
    }

    /**
     * Starts the image's own command with these limits, but for those that the engine refuses by themselves. Whoever launches it leaves it.
     *
     * @throws RefusedException where the engine refuses the limits together
     */
    Application launch(Limits limits, Service service, Network network) throws RefusedException {
        Limits left = possible(limits);
        awaitRemovals();
        try {
            return launch(spec(left, network), service);
        } catch (RefusedException together) {
            if (!findRefused(left, String.valueOf(together.getMessage()))) {
                throw together;
            }
            return launch(spec(possible(left), network), service);
        }
    }

    private Application launch(ContainerSpec spec, Service service) throws RefusedException {
        Optional<Pattern> awaited =
                service.readiness().filter(Readiness.Log.class::isInstance).map(log -> ((Readiness.Log) log).pattern());
        return engine.launch(new ApplicationSpec(spec, service.command(), service.environment(), awaited));
    }

    /**
     * Starts what an application needs, without limits, in that network. Whoever launches it leaves it.
     *
     * @throws EngineException where the engine does not have its image, or can't start it
     */
    Application launch(Dependency needed, Network network) {
        Image own = engine.image(needed.image());
        try {
            return launch(ContainerSpec.unlimited(own, network, Set.of(), end.left()), needed.service());
        } catch (RefusedException e) {
            throw new EngineException(
                    "The engine can't start what the application needs, " + needed + ": " + e.getMessage(), e);
        }
    }

    /**
     * A container without limits in that network.
     *
     * @param tools that are needed there beside those of any container
     * @throws EngineException where the engine can't start it, as where it does not have the network
     */
    Container unlimited(Network network, Set<Tool> tools) {
        try {
            return engine.run(ContainerSpec.unlimited(image, network, tools, end.left()));
        } catch (RefusedException e) {
            throw new EngineException(
                    "The engine refuses a container in the application's network: " + e.getMessage(), e);
        }
    }

    /** Makes a container with these limits for a later {@link #take}, unless there is one that serves, or the engine refuses them: then that says so. */
    void prepare(Limits limits) {
        try {
            Limits possible = possible(limits);
            if (!idle.containsKey(possible)) {
                Container made = run(possible);
                if (idle.putIfAbsent(possible, made) != null) {
                    leave(made); // another one was given back meanwhile, which serves
                }
            }
        } catch (RefusedException e) {
            return; // as take will be refused it
        }
    }

    /** Kills and removes a container that serves no more, while the next one is made: that is there when the former is gone. */
    void leave(Container container) {
        removals.add(CompletableFuture.runAsync(container::close, task -> {
            Thread thread = new Thread(task, "container-limits-removal");
            thread.setDaemon(true);
            thread.start();
        }));
    }

    /** So that nothing of what was left is measured. */
    private void awaitRemovals() {
        for (CompletableFuture<Void> removal : removals) {
            try {
                removal.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof EngineException engine) {
                    throw engine;
                }
                throw new IllegalStateException("a container could not be removed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineException("Interrupted while a container was removed.", e);
            }
        }
        removals.removeIf(removal -> removal.isDone() && !removal.isCompletedExceptionally());
    }

    /** Gives a container back for other trials, which it serves only if nothing of that load goes on in it. */
    void giveBack(Limits limits, Container container, Workload after) {
        Optional<Container> unused = Optional.of(container);
        if (isQuiet(container, after)) {
            unused = Optional.ofNullable(idle.put(possible(limits), container));
        }
        unused.ifPresent(this::leave);
    }

    /** Whether only the processes that hold it open are left in it; where they can't be counted, the image's own command may have left some. */
    private static boolean isQuiet(Container container, Workload after) {
        Deadline end = Deadline.in(TO_DIE);
        while (true) {
            OptionalLong processes =
                    container.read().map(Counters::new).map(Counters::pidsNow).orElse(OptionalLong.empty());
            if (processes.isEmpty()) {
                return after.command().tool() != Tool.IMAGE;
            }
            if (processes.getAsLong() <= Container.HOLDERS) {
                return true;
            }
            if (end.isOver()) {
                return false;
            }
            Pause.of(BETWEEN_LOOKS, "the processes of a load died");
        }
    }

    /** What the engine said when it refused that limit by itself; absent where it did not. */
    Optional<String> refusal(Limit limit) {
        return Optional.ofNullable(refused.get(inWords(limit)));
    }

    /** Wherever in a policy it stands: a rival's limits come from elsewhere than the container's own. */
    private static String inWords(Limit limit) {
        return limit.key() + " " + limit.value();
    }

    private Limits possible(Limits limits) {
        return limits.without(
                limit -> refusal(limit).isPresent() || settings(limit).isEmpty());
    }

    /** Absent where it is of a disk that the host does not have: the plan says so of its check. */
    private Optional<Settings> settings(Limit limit) {
        try {
            return Optional.of(limit.settings(host));
        } catch (NoDiskException e) {
            return Optional.empty();
        }
    }

    private Container run(Limits limits) throws RefusedException {
        Limits left = limits;
        while (true) {
            try {
                return start(left);
            } catch (RefusedException together) {
                if (!findRefused(left, String.valueOf(together.getMessage()))) {
                    throw together;
                }
                left = possible(left);
            }
        }
    }

    /** One at a time: several at once gain little, and engines have their own troubles with it. */
    private Container start(Limits limits) throws RefusedException {
        starting.lock();
        try {
            return engine.run(spec(limits));
        } finally {
            starting.unlock();
        }
    }

    /** Whether the engine refuses a limit by itself: one of those that its words are about, or else any. */
    private boolean findRefused(Limits limits, String words) {
        Predicate<Limit> named = limit -> limit.kind().isRefusedIn(words);
        return areRefused(limits, named) || areRefused(limits, named.negate());
    }

    /** Tries each suspect by itself, with the limits that it needs; says whether the engine refuses one. */
    private boolean areRefused(Limits limits, Predicate<Limit> suspects) {
        boolean found = false;
        for (Limit limit : limits.limits().stream().filter(suspects).toList()) {
            Limits alone = limits.without(other ->
                    other != limit && limit.needs().filter(other.kind()::equals).isEmpty());
            try {
                start(alone).close();
            } catch (RefusedException e) {
                refused.put(inWords(limit), String.valueOf(e.getMessage()));
                found = true;
            }
        }
        return found;
    }

    private ContainerSpec spec(Limits limits) {
        return spec(limits, Network.NONE);
    }

    private ContainerSpec spec(Limits limits, Network network) {
        Settings settings = limits.limits().stream()
                .flatMap(limit -> settings(limit).stream())
                .reduce(Settings.NONE, Settings::and);
        return new ContainerSpec(
                image, settings, limits.volumes(), limits.readOnly(), limits.tmpfs(), network, Set.of(), end.left());
    }

    @Override
    public void close() {
        idle.values().forEach(this::leave);
        idle.clear();
        awaitRemovals();
    }
}
