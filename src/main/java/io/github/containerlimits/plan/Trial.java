package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * One load in one container, and what it decides.
 *
 * @param name as the user wrote it, or what it presses
 * @param load the command as a report names it, without what every trial adds to it
 * @param limits of the container under trial
 * @param command the load; a directory that it names exists and is writable for the image's user
 * @param directory made for the load before it starts and removed after it; absent where it needs none
 * @param preparation runs before the load and is not measured: it lays out the files that the load reads, or prints what a log has room for; absent
 *     where a load needs none
 * @param rivals the limits of containers that run the same load at the same time
 * @param contrast the limits of a container that runs the same load without the caps in question; absent where no check needs it
 * @param workers how many CPUs the load of one container can use; 0 where that is not known
 * @param checks at least one
 * @param atMost an upper bound of the load's time
 * @param tolerance by how much a measured rate may be above its bound, as a part of it; the metric's default where absent
 * @param fresh whether it needs a container that no other trial ran in, because it looks at high-water marks
 * @param spent whether its container is of no use for other trials after it
 * @param needs what the load takes of the host if no limit holds
 * @param alone whether it needs the engine's host for itself: other trials there would take what it measures, or what its host must have free
 */
public record Trial(
        String name,
        String load,
        Limits limits,
        Command command,
        Optional<String> directory,
        Optional<Command> preparation,
        List<Limits> rivals,
        Optional<Limits> contrast,
        int workers,
        List<Check> checks,
        Duration atMost,
        OptionalDouble tolerance,
        boolean fresh,
        boolean spent,
        Needs needs,
        boolean alone) {
    /** Time is given up to this long where a trial does not say it; most end far earlier. */
    public static final Duration AT_MOST = Duration.ofSeconds(20);

    public Trial {
        rivals = List.copyOf(rivals);
        checks = List.copyOf(checks);
    }

    /** A trial of one load in one container: no rivals, no contrast, no directory, any container, not alone. */
    public static Builder of(String name, Limits limits, Command command, List<Check> checks) {
        return new Builder(name, limits, command, checks);
    }

    /** The same in containers without some of their limits. */
    public Trial without(Predicate<Limit> left) {
        return new Trial(
                name,
                load,
                limits.without(left),
                command,
                directory,
                preparation,
                rivals.stream().map(rival -> rival.without(left)).toList(),
                contrast.map(other -> other.without(left)),
                workers,
                checks,
                atMost,
                tolerance,
                fresh,
                spent,
                needs,
                alone);
    }

    /** What a trial has beyond its load and its checks. */
    public static final class Builder {
        private final String name;
        private final Limits limits;
        private final Command command;
        private final List<Check> checks;
        private String load;
        private Optional<String> directory = Optional.empty();
        private Optional<Command> preparation = Optional.empty();
        private List<Limits> rivals = List.of();
        private Optional<Limits> contrast = Optional.empty();
        private int workers;
        private Duration atMost = AT_MOST;
        private OptionalDouble tolerance = OptionalDouble.empty();
        private boolean fresh;
        private boolean spent;
        private Needs needs = Needs.NONE;
        private boolean alone;

        private Builder(String name, Limits limits, Command command, List<Check> checks) {
            this.name = name;
            this.limits = limits;
            this.command = command;
            this.checks = checks;
            this.load = command.toString();
        }

        public Builder load(String shown) {
            load = shown;
            return this;
        }

        public Builder directory(Optional<String> path) {
            directory = path;
            return this;
        }

        public Builder preparation(Optional<Command> first) {
            preparation = first;
            return this;
        }

        public Builder rivals(List<Limits> beside) {
            rivals = beside;
            return this;
        }

        public Builder contrast(Optional<Limits> without) {
            contrast = without;
            return this;
        }

        public Builder workers(int count) {
            workers = count;
            return this;
        }

        public Builder atMost(Duration time) {
            atMost = time;
            return this;
        }

        public Builder tolerance(OptionalDouble part) {
            tolerance = part;
            return this;
        }

        public Builder fresh(boolean needed) {
            fresh = needed;
            return this;
        }

        public Builder spent(boolean after) {
            spent = after;
            return this;
        }

        public Builder needs(Needs worst) {
            needs = worst;
            return this;
        }

        public Builder alone(boolean needed) {
            alone = needed;
            return this;
        }

        public Trial build() {
            return new Trial(
                    name,
                    load,
                    limits,
                    command,
                    directory,
                    preparation,
                    rivals,
                    contrast,
                    workers,
                    checks,
                    atMost,
                    tolerance,
                    fresh,
                    spent,
                    needs,
                    alone);
        }
    }
}
