package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.jvm.Diagnostics;
import io.github.containerlimits.jvm.Given;
import io.github.containerlimits.jvm.Jvm;
import io.github.containerlimits.jvm.JvmProcess;
import io.github.containerlimits.jvm.Questions;
import io.github.containerlimits.jvm.Started;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.plan.JvmCheck;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks an application's JVM what it makes of its limits, once its life was measured: nothing of this counts in that. The one that runs is looked at in its
 * container; what it sees of its limits another one tells, in a container with the same limits, as there may be no room for it beside the application.
 */
record JvmAsking(Containers containers, Host host, Deadline deadline) {
    private static final Duration TO_ANSWER = Duration.ofSeconds(20);

    /** Where the application itself may take longer to be ready. */
    private static final Duration TO_ANSWER_AT_MOST = Duration.ofMinutes(2);

    /**
     * Concludes on the trial's checks of a JVM. The application is left: what it had of the host must be free again before another JVM starts.
     *
     * @return the measurement, with what can't be told, though nobody asked for it by its name, as troubles
     */
    Measurement conclude(
            Trial trial, Service service, Application application, Measurement measurement, Conclusions conclusions) {
        List<JvmCheck> checks = trial.checks().stream()
                .filter(JvmCheck.class::isInstance)
                .map(JvmCheck.class::cast)
                .toList();
        Optional<Seen> seen = checks.isEmpty() ? Optional.empty() : Optional.of(look(application, patience(service)));
        containers.leave(application);
        Optional<Jvm> jvm = seen.flatMap(known -> ask(trial, service, known));
        if (jvm.isEmpty()) {
            checks.stream()
                    .filter(check -> check.claim().isNamed())
                    .forEach(check -> conclusions.put(
                            check, Conclusion.unproven(check.bound(), "none of its processes is known for a JVM")));
            return measurement;
        }
        Observed observed = new Observed(measurement, host, trial.workload(), Optional.empty(), false);
        Given given = Given.of(observed, trial.limits().readOnly());
        Map<String, List<String>> untold = new LinkedHashMap<>();
        for (JvmCheck check : checks) {
            check.conclude(jvm.get(), given).ifPresent(conclusion -> {
                if (conclusion.outcome() == Outcome.UNPROVEN && !check.claim().isNamed()) {
                    untold.computeIfAbsent(conclusion.evidence(), reason -> new ArrayList<>())
                            .add(check.subject());
                } else {
                    conclusions.put(check, conclusion);
                }
            });
        }
        return measurement.withTroubles(untold.entrySet().stream()
                .map(reason -> "nothing is said of " + String.join(", ", reason.getValue()) + ": " + reason.getKey())
                .toList());
    }

    /** On a host on which the application may take long to be ready, another JVM in the same limits takes long as well. */
    private static Duration patience(Service service) {
        Duration longest = service.within().compareTo(TO_ANSWER_AT_MOST) < 0 ? service.within() : TO_ANSWER_AT_MOST;
        return longest.compareTo(TO_ANSWER) < 0 ? TO_ANSWER : longest;
    }

    private Seen look(Application application, Duration patience) {
        List<String> command = application.command();
        if (!application.state().isRunning()) {
            return new Seen(command, false, Optional.empty(), Diagnostics.NONE);
        }
        Answer found = answer(application, Questions.find(), patience);
        Optional<JvmProcess> process = JvmProcess.parse(found.stdout());
        Diagnostics diagnostics = process.map(
                        running -> Diagnostics.parse(answer(application, Questions.diagnose(running), patience)
                                .stdout()))
                .orElse(Diagnostics.NONE);
        return new Seen(command, found.isWhole(), process, diagnostics);
    }

    /** What is known of its JVM; absent where it has none. */
    private Optional<Jvm> ask(Trial trial, Service service, Seen seen) {
        if (seen.isWithoutJvm()) {
            return Optional.empty();
        }
        Answer answer =
                start(trial, Questions.start(seen.program(), seen.words(), service.environment()), patience(service));
        Optional<Started> started =
                answer.exit().map(exit -> new Started(exit.code(), exit.stdout() + "\n" + exit.stderr()));
        if (!seen.isJvm() && started.filter(Started::isOfJvm).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(started.map(printed -> Jvm.read(seen.process(), seen.diagnostics(), printed))
                .map(jvm -> seen.isJvm() ? jvm : jvm.withUnknownOptions())
                .orElseGet(() -> Jvm.silent(seen.process(), seen.diagnostics(), answer.failure())));
    }

    /**
     * What was seen of an application's processes.
     *
     * @param command of its first
     * @param isAll whether all of its processes were looked at
     * @param process of the first JVM among them
     */
    private record Seen(List<String> command, boolean isAll, Optional<JvmProcess> process, Diagnostics diagnostics) {
        /** Of a launcher that is called so, the command line is a JVM's. */
        private static final String LAUNCHER = "java";

        boolean isWithoutJvm() {
            return isAll && process.isEmpty();
        }

        boolean isJvm() {
            return process.isPresent() || isLauncher();
        }

        private boolean isLauncher() {
            return command.stream().limit(1).anyMatch(word -> word.equals(LAUNCHER) || word.endsWith("/" + LAUNCHER));
        }

        Optional<String> program() {
            return process.flatMap(JvmProcess::program)
                    .or(() -> command.stream()
                            .limit(1)
                            .filter(word -> isLauncher() && word.startsWith("/"))
                            .findFirst());
        }

        List<String> words() {
            return process.map(JvmProcess::arguments).orElse(isLauncher() ? command : List.of());
        }
    }

    private Answer start(Trial trial, Command command, Duration patience) {
        try {
            Container container = containers.take(trial.limits(), false);
            Answer answer = answer(container, command, patience);
            containers.leave(container);
            return answer;
        } catch (RefusedException e) {
            return new Answer(
                    Optional.empty(), "the engine refuses a container in which it could be asked: " + e.getMessage());
        }
    }

    /** A container that is at its limits starts nothing more: that is an answer, too. */
    private Answer answer(Container container, Command command, Duration patience) {
        try {
            Execution execution = container.start(command);
            Duration most = Stream.of(patience, deadline.left())
                    .min(Duration::compareTo)
                    .orElseThrow();
            Optional<Exit> exit = execution.await(most);
            if (exit.isEmpty()) {
                execution.kill();
            }
            return new Answer(exit, "it did not answer within " + most.toSeconds() + " s");
        } catch (EngineException e) {
            return new Answer(Optional.empty(), "it could not be asked in its container: " + e.getMessage());
        }
    }

    /**
     * What came of a question.
     *
     * @param exit absent where nothing did
     * @param failure why, where nothing did
     */
    private record Answer(Optional<Exit> exit, String failure) {
        String stdout() {
            return exit.map(Exit::stdout).orElse("");
        }

        /** Whether the script ran to its end, so that what it did not find is not there. */
        boolean isWhole() {
            return exit.filter(ended -> ended.code() == 0).isPresent();
        }
    }
}
