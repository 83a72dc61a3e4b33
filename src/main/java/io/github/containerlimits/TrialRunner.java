package io.github.containerlimits;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.DeviceIo;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Contrast;
import io.github.containerlimits.measure.Measurement.Log;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Check.Route;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.Limit.LogSize;
import io.github.containerlimits.policy.Limit.StorageSize;
import io.github.containerlimits.policy.Limits;
import io.github.containerlimits.policy.Metric;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Judge;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs one trial: its load, its rivals and its contrast, read by read, until the judge has concluded on every check. */
final class TrialRunner {
    private static final Duration BETWEEN_READS = Duration.ofMillis(50);

    /** How long a load may take to end once it is told to. */
    private static final Duration TO_END = Duration.ofSeconds(10);

    /** How long a small command may take, on an engine that starts a container in seconds. */
    private static final Duration FOR_COMMAND = Duration.ofSeconds(60);

    /** How long data must flow in a contrast before its rate says enough. */
    private static final Duration CONTRAST = Duration.ofMillis(700);

    /** An engine takes what is printed from a pipe, and writes it a little later. */
    private static final Duration BETWEEN_LOOKS_AT_LOG = Duration.ofMillis(200);

    private static final Pattern PRINTED = Pattern.compile("^printed (\\d{1,18})$", Pattern.MULTILINE);

    private final Containers containers;
    private final Host host;
    private final Surroundings surroundings;
    private final Verification.Deadline deadline;

    TrialRunner(Containers containers, Host host, Surroundings surroundings, Verification.Deadline deadline) {
        this.containers = containers;
        this.host = host;
        this.surroundings = surroundings;
        this.deadline = deadline;
    }

    /**
     * What a trial came to.
     *
     * @param measurement absent where the conclusions needed no load
     * @param conclusions one for each check, in the trial's order; none where they are of ways round a limit that the engine refuses
     */
    record Run(Optional<Measurement> measurement, Map<Check, Conclusion> conclusions) {}

    /** Where the engine fails, containers are left for its end to remove: one that hangs would take its time again for each. */
    Run run(Trial trial) throws RefusedException {
        Container container = containers.take(trial.limits(), trial.fresh());
        try {
            if (trial.checks().stream().allMatch(this::isRoundNothing)) {
                containers.giveBack(trial.limits(), container);
                return new Run(Optional.empty(), Map.of());
            }
            Judge judge = new Judge(made(trial), host, container.warnings(), container.hasControlGroup());
            Map<Check, Conclusion> conclusions = refusals(trial);
            Measurement before = nothing(container);
            conclude(trial, judge, before, conclusions);
            surroundings
                    .lacking(trial.needs())
                    .ifPresent(reason -> trial.checks()
                            .forEach(check ->
                                    conclusions.putIfAbsent(check, Conclusion.unproven("-", check.bound(), reason))));
            if (conclusions.size() == trial.checks().size()) {
                containers.giveBack(trial.limits(), container);
                return new Run(Optional.empty(), conclusions);
            }
            Optional<Contrast> contrast = trial.contrast().isPresent()
                    ? contrast(trial, trial.contrast().get())
                    : Optional.empty();
            Attempt attempt = new Attempt(trial, judge, container, contrast);
            Measurement measurement = attempt.run(conclusions);
            if (attempt.cleanEnd && !trial.spent()) {
                containers.giveBack(trial.limits(), container);
            } else {
                container.close();
            }
            return new Run(Optional.of(measurement), conclusions);
        } catch (RefusedException e) {
            container.close();
            throw e;
        }
    }

    /** The trial as its containers can be made, as far as it is known: without the limits that the engine refuses. */
    Trial made(Trial trial) {
        return trial.without(limit -> containers.refusal(limit) != null);
    }

    /** A way round a limit that the engine refuses leads nowhere. */
    private boolean isRoundNothing(Check check) {
        return check instanceof Check.Holds holds
                && holds.route().way().isPresent()
                && containers.refusal(holds.limit()) != null;
    }

    private static Measurement nothing(Container container) {
        return new Measurement(
                new Series(read(container), List.of(), Optional.empty()),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of());
    }

    /** Checks of limits that the engine refuses are decided before anything runs. */
    private Map<Check, Conclusion> refusals(Trial trial) {
        Map<Check, Conclusion> conclusions = new LinkedHashMap<>();
        for (Check check : trial.checks()) {
            if (check instanceof Check.Holds holds) {
                String refusal = containers.refusal(holds.limit());
                if (refusal != null) {
                    conclusions.put(
                            check, Conclusion.unsupported(holds.limit().value(), "the engine refuses it: " + refusal));
                }
            }
        }
        return conclusions;
    }

    /** Adds what can be concluded; says whether all is. A conclusion stands, but one of "held" gives way to a later worse one. */
    private static boolean conclude(
            Trial trial, Judge judge, Measurement measurement, Map<Check, Conclusion> conclusions) {
        for (Check check : trial.checks()) {
            Conclusion before = conclusions.get(check);
            if (before != null && before.outcome() != Outcome.HELD) {
                continue;
            }
            judge.conclude(check, measurement)
                    .filter(now -> before == null
                            || now.outcome() == Outcome.ESCAPED
                            || now.outcome() == Outcome.DISCARDED
                            || now.outcome() == Outcome.HELD)
                    .ifPresent(now -> conclusions.put(check, now));
        }
        return conclusions.size() == trial.checks().size();
    }

    private static Counters read(Container container) {
        return new Counters(container.read().orElseGet(() -> new CgroupReading(System.nanoTime(), Map.of())));
    }

    /** The same load without the caps, for as long as its rate needs to show. */
    private Optional<Contrast> contrast(Trial trial, Limits limits) throws RefusedException {
        Container container = containers.take(limits, false);
        prepare(trial, container);
        Counters first = read(container);
        Execution execution = container.start(trial.command());
        List<Counters> running = new ArrayList<>();
        Verification.Deadline end = new Verification.Deadline(trial.atMost());
        Optional<Exit> exit = execution.await(BETWEEN_READS);
        long flowsSince = 0;
        while (exit.isEmpty() && !end.left().isNegative()) {
            deadline.check("in the contrast of the trial '" + trial.name() + "'");
            Counters now = read(container);
            running.add(now);
            if (flowsSince == 0 && flows(trial, first, now)) {
                flowsSince = System.nanoTime();
            }
            // A script ends by itself, and has said nothing before that.
            if (trial.command().tool() != Tool.BUSYBOX
                    && flowsSince != 0
                    && System.nanoTime() - flowsSince > CONTRAST.toNanos()) {
                break;
            }
            exit = execution.await(BETWEEN_READS);
        }
        if (exit.isEmpty()) {
            exit = end(execution, trial.command());
        }
        Series series = new Series(first, running, Optional.of(read(container)));
        if (exit.isPresent()) {
            trial.directory().ifPresent(directory -> removeDirectory(container, directory));
            containers.giveBack(limits, container);
        } else {
            container.close();
        }
        return Optional.of(new Contrast(series, exit));
    }

    private static boolean flows(Trial trial, Counters first, Counters now) {
        Optional<Disk> disk =
                trial.checks().stream().flatMap(check -> check.disk().stream()).findFirst();
        Optional<DeviceIo> before = disk.isPresent() ? first.io(disk.get().number()) : first.io();
        Optional<DeviceIo> after = disk.isPresent() ? now.io(disk.get().number()) : now.io();
        return !before.equals(after);
    }

    /** Ends a load; absent where it does not end. */
    private static Optional<Exit> end(Execution execution, Command command) {
        if (command.tool() == Tool.FIO) {
            // fio then prints its report.
            execution.interrupt();
            Optional<Exit> exit = execution.await(TO_END);
            if (exit.isPresent()) {
                return exit;
            }
        }
        execution.kill();
        return execution.await(TO_END);
    }

    /** How the trial's preparation ended; absent where it has none. */
    private Optional<Exit> prepare(Trial trial, Container container) {
        trial.directory().ifPresent(directory -> makeDirectory(container, directory));
        return trial.preparation().map(command -> {
            Exit exit = container
                    .start(command)
                    .await(deadline.left())
                    .orElseThrow(() ->
                            new EngineException("The trial '" + trial.name() + "' could not be prepared in time."));
            if (exit.code() != 0) {
                throw new EngineException("The trial '" + trial.name() + "' could not be prepared: "
                        + (exit.stdout() + exit.stderr()).strip());
            }
            return exit;
        });
    }

    private static boolean isOfLog(Check check) {
        return check instanceof Check.Holds holds
                ? holds.limit() instanceof LogSize || holds.route() == Route.LOG
                : ((Check.Keeps) check).expectation().metric() == Metric.LOG_SIZE;
    }

    /** What a command printed to the container's log, by its own word. */
    private static long printed(Exit exit) {
        Matcher printed = PRINTED.matcher(exit.stdout());
        return printed.find() ? Long.parseLong(printed.group(1)) : 0;
    }

    /** What the engine has of the log once that is as much as was printed, or no longer grows. */
    private long kept(Container container, long printed) {
        long kept = container.loggedBytes();
        for (long before = -1; kept < printed && before != kept; ) {
            deadline.check("while a log was read");
            pause();
            before = kept;
            kept = container.loggedBytes();
        }
        return kept;
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS_AT_LOG.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while a log was read.", e);
        }
    }

    private static void makeDirectory(Container container, String directory) {
        asRoot(container, List.of("mkdir", "-m", "1777", directory));
    }

    private static void removeDirectory(Container container, String directory) {
        asRoot(container, List.of("rm", "-rf", directory));
    }

    private static void asRoot(Container container, List<String> busybox) {
        Command command = Command.asRoot(Tool.BUSYBOX, busybox);
        Exit exit = container
                .start(command)
                .await(FOR_COMMAND)
                .orElseThrow(() -> new EngineException(
                        "'" + command + "' did not end within " + FOR_COMMAND.toSeconds() + " s in the container"));
        if (exit.code() != 0) {
            throw new EngineException("'" + command + "' failed in the container: "
                    + exit.stderr().strip());
        }
    }

    /** One load in one container, with its rivals. */
    private final class Attempt {
        private final Trial trial;
        private final Judge judge;
        private final Container container;
        private final Optional<Contrast> contrast;
        private final List<Contender> rivals = new ArrayList<>();
        private final List<String> troubles = new ArrayList<>();
        private boolean stopped;
        private boolean cleanEnd;
        private long printedFirst;
        private long keptFirst;
        private Optional<Log> log = Optional.empty();
        private Uncharged uncharged = Uncharged.UNSEEN;
        private boolean isSaidToBeOutOfMemory;

        Attempt(Trial trial, Judge judge, Container container, Optional<Contrast> contrast) {
            this.trial = trial;
            this.judge = judge;
            this.container = container;
            this.contrast = contrast;
        }

        Measurement run(Map<Check, Conclusion> conclusions) throws RefusedException {
            try {
                for (Limits rival : trial.rivals()) {
                    rivals.add(new Contender(containers.take(rival, true)));
                }
            } catch (RefusedException e) {
                closeRivals();
                throw e;
            }
            Optional<Exit> prepared = prepare(trial, container);
            if (isOfLog() && prepared.isPresent()) {
                printedFirst = printed(prepared.get());
                keptFirst = kept(container, printedFirst);
            }
            Engine.Watch watch = surroundings.watch();
            Contender own = new Contender(container);
            // Rivals first: the container under trial is never alone.
            rivals.forEach(rival -> rival.start(trial.command()));
            own.start(trial.command());
            watch(own, conclusions);
            Measurement measurement = finish(own, watch, conclusions);
            closeRivals();
            return measurement;
        }

        private boolean isOfLog() {
            return trial.checks().stream().anyMatch(TrialRunner::isOfLog);
        }

        private void closeRivals() {
            rivals.forEach(rival -> rival.container.close());
        }

        private void watch(Contender own, Map<Check, Conclusion> conclusions) {
            Verification.Deadline end = new Verification.Deadline(trial.atMost());
            while (own.running() && !end.left().isNegative()) {
                deadline.check("in the trial '" + trial.name() + "'");
                own.read();
                rivals.forEach(Contender::read);
                if (conclude(trial, judge, measurement(own, false), conclusions)) {
                    return;
                }
            }
        }

        private Measurement finish(Contender own, Engine.Watch watch, Map<Check, Conclusion> conclusions) {
            stopped = own.exit.isEmpty();
            uncharged = watch.seen();
            isSaidToBeOutOfMemory = trial.needs().memory() > 0 && container.isSaidToBeOutOfMemory();
            if (trial.spent() && own.exit.isEmpty()) {
                // Nothing can be started in it any more, not even what would end the load: its removal ends it.
                own.last();
                container.close();
            } else {
                if (own.exit.isEmpty()) {
                    own.exit = end(own.execution(), trial.command());
                }
                own.last();
                if (own.exit.isPresent() && !trial.spent()) {
                    trial.directory().ifPresent(directory -> removeDirectory(container, directory));
                    cleanEnd = true;
                }
            }
            if (isOfLog()) {
                log = own.exit.map(exit -> {
                    long printed = printedFirst + printed(exit);
                    return new Log(
                            printed, kept(container, printed == 0 ? Long.MAX_VALUE : printed), printedFirst, keptFirst);
                });
            }
            for (Contender rival : rivals) {
                if (!rival.running()) {
                    troubles.add("a rival's load ended early");
                }
                rival.last();
            }
            Measurement measurement = measurement(own, true);
            conclude(trial, judge, measurement, conclusions);
            doubtFullDisk(conclusions);
            return measurement;
        }

        /** Others may have filled the disk meanwhile: then it was full, and not the limit reached. What the load wrote is removed by now. */
        private void doubtFullDisk(Map<Check, Conclusion> conclusions) {
            conclusions.replaceAll((check, conclusion) -> conclusion.outcome() == Outcome.HELD
                            && check instanceof Check.Holds holds
                            && holds.limit() instanceof StorageSize
                            && holds.route().way().isEmpty()
                    ? surroundings
                            .lackingNow(trial.needs())
                            .map(reason -> Conclusion.unproven(
                                    conclusion.measured(), conclusion.bound(), "after the load, " + reason))
                            .orElse(conclusion)
                    : conclusion);
        }

        private Measurement measurement(Contender own, boolean ended) {
            return new Measurement(
                    own.series(),
                    rivals.stream().map(Contender::series).toList(),
                    contrast,
                    own.exit,
                    stopped,
                    log,
                    uncharged,
                    isSaidToBeOutOfMemory,
                    ended,
                    troubles);
        }
    }

    /** A container with a load in it, and what was read of it. */
    private static final class Contender {
        private final Container container;
        private final Counters first;
        private final List<Counters> running = new ArrayList<>();
        private Optional<Counters> last = Optional.empty();
        private Optional<Execution> execution = Optional.empty();
        private Optional<Exit> exit = Optional.empty();

        Contender(Container container) {
            this.container = container;
            this.first = TrialRunner.read(container);
        }

        void start(Command command) {
            execution = Optional.of(container.start(command));
        }

        Execution execution() {
            return execution.orElseThrow(() -> new IllegalStateException("the load was not started"));
        }

        boolean running() {
            if (exit.isEmpty()) {
                exit = execution().await(BETWEEN_READS);
            }
            return exit.isEmpty();
        }

        void read() {
            container.read().map(Counters::new).ifPresent(running::add);
        }

        void last() {
            last = container.read().map(Counters::new);
        }

        Series series() {
            return new Series(first, running, last);
        }
    }
}
