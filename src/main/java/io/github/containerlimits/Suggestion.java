package io.github.containerlimits;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.plan.AppTrials;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.DeclaredApp;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.result.Progress;
import io.github.containerlimits.suggest.Need;
import io.github.containerlimits.suggest.Search;
import io.github.containerlimits.suggest.Sizes;
import io.github.containerlimits.suggest.Suggested;
import io.github.containerlimits.trial.Containers;
import io.github.containerlimits.trial.Deadline;
import io.github.containerlimits.trial.Surroundings;
import io.github.containerlimits.trial.TrialRunner;
import io.github.containerlimits.trial.Turns;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds limits for an application: measures it where it has as much as the host can spare, looks for the smallest memory in which it lives, adds headroom,
 * and proves by cold starts that it lives in what is suggested.
 */
public final class Suggestion {
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final Duration TO_BE_QUIET = Duration.ofSeconds(20);

    /** So much of the host's free memory an application may have at first: its need is not known, and the host must bear it. */
    private static final double SPARED = 0.5;

    private static final long SPARED_PIDS = 4096;

    /** Who uses so many times what it needs sizes itself by what it finds. */
    private static final double AS_GIVEN = 1.5;

    /** So often limits are raised where a start in them fails. */
    private static final int RAISES = 6;

    private static final int TRIES = 4;

    /** So often it is measured where it has all. */
    private static final int FREE_STARTS = 3;

    private static final Set<String> OF_SIZES = Set.of(
            "mem_limit",
            "memswap_limit",
            "mem_reservation",
            "mem_swappiness",
            "oom_kill_disable",
            "cpus",
            "cpu_quota",
            "cpu_period",
            "cpu_shares",
            "pids_limit");

    /** Of a shorter time there are too few windows for a percentile. */
    private static final Duration LEAST_WATCHED = Duration.ofSeconds(5);

    private final DeclaredApp app;
    private final Limits base;
    private final Image image;
    private final Host host;
    private final Surroundings surroundings;
    private final TrialRunner runner;
    private final Turns turns;
    private final Deadline deadline;
    private final Progress progress;
    private int runs;

    private Suggestion(
            Policy policy, DeclaredApp app, Engine engine, String image, Deadline deadline, Progress progress) {
        this.image = engine.image(image);
        this.app = claimingNoSizes(app);
        this.base = policy.limits().without(limit -> OF_SIZES.contains(limit.key()));
        this.host = Host.of(engine.survey(this.image, base.volumes()));
        this.surroundings = new Surroundings(engine, host, System::nanoTime);
        Containers containers = new Containers(engine, this.image, host, deadline.plus(GRACE));
        this.runner = new TrialRunner(containers, host, surroundings, deadline, line -> {});
        this.turns = new Turns(engine.locks(), this.image, host.cpus().size(), deadline, progress);
        this.deadline = deadline;
        this.progress = progress;
    }

    /** Why no limits could be suggested: a sentence with a full stop. */
    public static final class NoneException extends Exception {
        private static final long serialVersionUID = 1;

        NoneException(String message) {
            super(message);
        }
    }

    /**
     * Suggests limits for one of a policy's applications. The policy's own limits on CPU, memory and processes are left out meanwhile; its others hold.
     *
     * @param starts cold starts that prove what is suggested, at least 1
     * @throws NoneException where the application does not live even in all that the host can spare, or in no limits that were tried
     * @throws EngineException where the engine fails, does not apply a limit, or the time is over
     */
    public static Suggested suggest(
            Policy policy, DeclaredApp app, String image, Engine engine, int starts, Duration most, Progress progress)
            throws NoneException {
        return new Suggestion(policy, app, engine, image, Deadline.in(most), progress).run(starts);
    }

    /** What it claims of its sizes is of the limits that it has today; that it answers, in time, and is not killed is what living is. */
    private static DeclaredApp claimingNoSizes(DeclaredApp app) {
        return app.claiming(app.claims().stream()
                .filter(claim -> claim.metric().usualMost().isPresent()
                        || claim.metric().isOfHttp()
                        || claim.metric().isOfEnd()
                        || claim.metric().isOfApplication())
                .toList());
    }

    private Suggested run(int starts) throws NoneException {
        Sizes spared = new Sizes(
                Sizes.memoryDown(Math.round(host.memoryAvailable() * SPARED)),
                host.cpus().size(),
                SPARED_PIDS);
        List<Start> free = free(spared);
        long peak = most(free, "memory.peak");
        Search.Found memory = search(Math.min(spared.memory(), Sizes.memoryUp(peak)), spared.memory());
        Need need = new Need(
                memory.works(),
                memory.fails(),
                memory.why(),
                peak,
                cpus(free, 0.95),
                cpus(free, 0.9),
                most(free, "pids.peak"),
                free.stream().flatMapToDouble(start -> start.ready().stream()).max());
        return proven(need, starts);
    }

    /**
     * Several, as one may fall between the readings: a figure is the highest of any, so that what is suggested hangs less on how a start went.
     */
    private List<Start> free(Sizes spared) throws NoneException {
        List<Start> free = new ArrayList<>();
        for (int i = 1; i <= FREE_STARTS; i++) {
            Start start = lived(
                    app.withoutJvm().watchedFor(LEAST_WATCHED),
                    limits(spared),
                    "in all that the host can spare, " + Bytes.of(spared.memory()) + ", start " + i + " of "
                            + FREE_STARTS);
            if (start.failure().isPresent()) {
                throw new NoneException("The application '" + app.name() + "' does not live even in "
                        + Bytes.of(spared.memory()) + ": " + start.failure().get() + ".");
            }
            free.add(start);
        }
        return free;
    }

    private static long most(List<Start> starts, String key) {
        return starts.stream().mapToLong(start -> start.most(key)).max().orElseThrow();
    }

    /** Of starts that were too short for a percentile, the highest mean. */
    private static double cpus(List<Start> starts, double part) {
        return starts.stream()
                .flatMapToDouble(start -> start.cpus(part).stream())
                .max()
                .orElseGet(
                        () -> starts.stream().mapToDouble(Start::meanCpus).max().orElseThrow());
    }

    /** From the first size at which it lives: what it used where it had more, or twice that, and so on. */
    private Search.Found search(long first, long most) throws NoneException {
        Search.Found found = new Search.Found(first, 0, "");
        Optional<String> failure = livesIn(first);
        while (failure.isPresent() && found.works() < most) {
            found = new Search.Found(Math.min(most, 2 * found.works()), found.works(), failure.get());
            failure = livesIn(found.works());
        }
        if (failure.isPresent()) {
            throw new NoneException("The application '" + app.name() + "' lived in " + Bytes.of(most)
                    + " once, and not again: " + failure.get() + ".");
        }
        return Search.downwards(found, Sizes.LEAST_MEMORY, this::livesIn);
    }

    private Optional<String> livesIn(long memory) {
        Start life = lived(
                app.withoutJvm(),
                limits(new Sizes(memory, host.cpus().size(), SPARED_PIDS)),
                "in " + Bytes.of(memory) + " of memory");
        return life.failure();
    }

    private Suggested proven(Need need, int starts) throws NoneException {
        Sizes sizes = Sizes.of(need);
        List<String> raised = new ArrayList<>();
        for (int raise = 0; raise <= RAISES; raise++) {
            int proven = 0;
            Optional<Start> failed = Optional.empty();
            while (proven < starts && failed.isEmpty()) {
                Start life = lived(
                        app,
                        limits(sizes),
                        "in " + Bytes.of(sizes.memory()) + ", " + sizes.cpus() + " CPUs and " + sizes.pids()
                                + " processes, start " + (proven + 1) + " of " + starts);
                failed = Optional.of(life).filter(lived -> lived.failure().isPresent());
                proven++;
            }
            if (failed.isEmpty()) {
                return new Suggested(
                        app,
                        image.reference(),
                        need,
                        sizes,
                        starts,
                        raised,
                        need.memoryPeak() > AS_GIVEN * need.memory());
            }
            String why = failed.get().failure().orElseThrow();
            boolean isOfMemory = failed.get().isForWantOfMemory();
            raised.add("In " + (isOfMemory ? Bytes.of(sizes.memory()) : sizes.cpus() + " CPUs") + ": " + why);
            sizes = isOfMemory ? sizes.withMoreMemory() : sizes.withMoreCpus();
        }
        throw new NoneException("No limits are suggested, as the application '" + app.name()
                + "' failed in all that were tried. " + raised.get(raised.size() - 1) + ".");
    }

    private Limits limits(Sizes sizes) {
        try {
            return base.with(
                    PolicyReader.parse("suggested limits", """
                            limits: { mem_limit: %1$d, memswap_limit: %1$d, cpus: "%2$s", pids_limit: %3$d }
                            """.formatted(sizes.memory(), sizes.cpus(), sizes.pids()))
                            .limits()
                            .limits());
        } catch (InvalidPolicyException e) {
            throw new IllegalStateException("limits that were calculated are none", e);
        }
    }

    /** One cold start in these limits, again where others on the host left undecided how it went. */
    private Start lived(DeclaredApp started, Limits limits, String where) {
        Trial trial = AppTrials.of(started, limits, Set.of());
        runs++;
        for (int i = 0; i < TRIES; i++) {
            deadline.check("in the " + runs + ". start of the application");
            Start life = livedOnce(trial, i > 0);
            progress.say("'" + app.name() + "' " + where + ": " + life);
            if (!life.isUndecided()) {
                return life;
            }
        }
        throw new EngineException("Whether the application '" + app.name() + "' lives " + where
                + " could not be decided, as others had the host's CPUs, or its loader was late. Run it when the host is less"
                + " busy, or ask it at a lower rate.");
    }

    /** @param isAgain whether it has the host for itself, once that is quiet */
    private Start livedOnce(Trial trial, boolean isAgain) {
        try (Engine.Lock turn = isAgain ? turns.awaitHost(trial) : turns.await(trial)) {
            if (isAgain) {
                surroundings.awaitQuiet(TO_BE_QUIET);
            }
            TrialRunner.Run run = runner.run(trial, turn::isHeld);
            Optional<Conclusion> refused = run.conclusions().values().stream()
                    .filter(conclusion ->
                            conclusion.outcome() == Outcome.DISCARDED || conclusion.outcome() == Outcome.UNSUPPORTED)
                    .findFirst();
            if (refused.isPresent()) {
                throw new EngineException("No limits can be suggested on this engine: "
                        + refused.get().evidence() + ".");
            }
            Observed observed = new Observed(
                    run.measurement()
                            .orElseThrow(() -> new EngineException("The application can't be tried: "
                                    + run.conclusions()
                                            .values()
                                            .iterator()
                                            .next()
                                            .evidence() + ".")),
                    host,
                    trial.workload(),
                    Optional.empty(),
                    false);
            return new Start(observed, run.conclusions());
        } catch (RefusedException e) {
            throw new EngineException(
                    "No limits can be suggested on this engine: it refuses the container: " + e.getMessage(), e);
        }
    }
}
