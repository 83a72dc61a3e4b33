package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.Application.Health;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Execution;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.load.Readiness;
import io.github.containerlimits.load.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Asks whether an application is ready. Each call only looks, and waits for nothing. */
interface Asking extends AutoCloseable {
    /** Where the image has no health check and the policy says nothing of it. */
    int STILL_RUNS_SECONDS = 5;

    /** What a line that was printed may be under way, through the engine. */
    Duration TO_ARRIVE = Duration.ofSeconds(1);

    /**
     * In the way that the policy or else the image says.
     *
     * @param state how it was when it was looked at last
     * @param looked a moment by {@link System#nanoTime} than which that is not older
     * @param beside the container from which it is asked over HTTP
     * @param launched when it was launched, by {@link System#nanoTime}
     */
    static Asking of(
            Service service,
            Application application,
            Supplier<Application.State> state,
            LongSupplier looked,
            Supplier<Beside> beside,
            long launched) {
        Readiness readiness = service.readiness()
                .orElseGet(() -> state.get().health() == Health.NONE
                        ? new Readiness.StillRuns(STILL_RUNS_SECONDS)
                        : new Readiness.HealthCheck());
        if (readiness instanceof Readiness.Http http) {
            return new HttpAsking(http, beside.get());
        }
        if (readiness instanceof Readiness.Exec exec) {
            return new ByCommand(application, exec.command());
        }
        if (readiness instanceof Readiness.HealthCheck) {
            return new Healthy(state, looked);
        }
        if (readiness instanceof Readiness.Log log) {
            return new Once(
                    () -> application.printed().hasAwaited(),
                    TO_ARRIVE,
                    "it printed no line with '" + log.pattern() + "'");
        }
        return readiness instanceof Readiness.StillRuns runs
                ? new Once(() -> (System.nanoTime() - launched) / 1e9 >= runs.seconds(), Duration.ZERO, "")
                : new Once(() -> false, Duration.ZERO, "it did not end");
    }

    /** Whether it is ready. */
    boolean isReady();

    /** A moment by {@link System#nanoTime} at which it was not ready yet, though it is now; absent where none is known. */
    default Optional<Long> notBefore() {
        return Optional.empty();
    }

    /** How long after its end it may be found that it was ready before; absent where that cannot be asked of one that has ended. */
    default Optional<Duration> late() {
        return Optional.empty();
    }

    /** Whether it was ready and is not any more. */
    default boolean isLost() {
        return false;
    }

    /** Why it is not ready, as far as the last answer tells: a sentence without a full stop; empty where it tells nothing. */
    default String reason() {
        return "";
    }

    /** Asks no more. */
    @Override
    default void close() {}

    /** Whether something has come about that stays so. */
    final class Once implements Asking {
        private final Supplier<Boolean> has;
        private final Duration delay;
        private final String otherwise;
        private Optional<Long> before = Optional.empty();

        /**
         * Asks nothing yet.
         *
         * @param delay for how long it may have come about before that can be seen
         * @param otherwise why it is not ready: a sentence without a full stop; empty where there is nothing to say
         */
        Once(Supplier<Boolean> has, Duration delay, String otherwise) {
            this.has = has;
            this.delay = delay;
            this.otherwise = otherwise;
        }

        @Override
        public boolean isReady() {
            long now = System.nanoTime();
            if (has.get()) {
                return true;
            }
            before = Optional.of(now - delay.toNanos());
            return false;
        }

        @Override
        public Optional<Long> notBefore() {
            return before;
        }

        /** What is under way for a while stays so; what is seen at once would have been. */
        @Override
        public Optional<Duration> late() {
            return Optional.of(delay).filter(some -> !some.isZero());
        }

        @Override
        public String reason() {
            return otherwise;
        }
    }

    /** By the image's health check, which the engine runs. */
    final class Healthy implements Asking {
        private final Supplier<Application.State> state;
        private final LongSupplier looked;
        private Optional<Long> before = Optional.empty();

        /**
         * Asks nothing yet.
         *
         * @param looked a moment by {@link System#nanoTime} than which the state is not older
         */
        Healthy(Supplier<Application.State> state, LongSupplier looked) {
            this.state = state;
            this.looked = looked;
        }

        @Override
        public boolean isReady() {
            if (state.get().health() == Health.HEALTHY) {
                return true;
            }
            before = Optional.of(looked.getAsLong());
            return false;
        }

        @Override
        public Optional<Long> notBefore() {
            return before;
        }

        @Override
        public boolean isLost() {
            return state.get().health() == Health.UNHEALTHY;
        }

        @Override
        public String reason() {
            return switch (state.get().health()) {
                case NONE -> "the image has no health check";
                case STARTING -> "the image's health check has not succeeded yet";
                case HEALTHY -> "";
                case UNHEALTHY -> "the image's health check fails";
            };
        }
    }

    /** By a command that runs in the application's container again and again, as an engine's health check does. */
    final class ByCommand implements Asking {
        private static final Duration BETWEEN = Duration.ofMillis(250);
        private static final int FAILURES = 3;

        private final Application application;
        private final Command command;
        private Optional<Execution> running = Optional.empty();
        private Optional<Exit> last = Optional.empty();
        private long next;
        private long began;
        private Optional<Long> lastFailure = Optional.empty();
        private int failures;

        ByCommand(Application application, List<String> words) {
            this.application = application;
            this.command = Command.of(Tool.IMAGE, words);
            this.next = System.nanoTime();
        }

        @Override
        public boolean isReady() {
            look();
            return last.filter(exit -> exit.code() == 0).isPresent();
        }

        @Override
        public Optional<Long> notBefore() {
            return lastFailure;
        }

        @Override
        public boolean isLost() {
            look();
            return failures >= FAILURES;
        }

        private void look() {
            if (running.isEmpty() && System.nanoTime() >= next) {
                began = System.nanoTime();
                running = Optional.of(application.start(command));
            }
            Optional<Exit> exit = running.flatMap(execution -> execution.await(Duration.ZERO));
            exit.ifPresent(ended -> {
                running = Optional.empty();
                last = exit;
                next = System.nanoTime() + BETWEEN.toNanos();
                failures = ended.code() == 0 ? 0 : failures + 1;
                if (ended.code() != 0) {
                    lastFailure = Optional.of(began);
                }
            });
        }

        @Override
        public String reason() {
            return last.filter(exit -> exit.code() != 0)
                    .map(exit -> "'" + command + "' ended with code " + exit.code()
                            + (exit.stdout() + exit.stderr())
                                    .lines()
                                    .filter(line -> !line.isBlank())
                                    .reduce((earlier, later) -> later)
                                    .map(line -> ": " + line.strip())
                                    .orElse(""))
                    .orElse("'" + command + "' did not end yet");
        }
    }
}
