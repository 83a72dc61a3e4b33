package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.policy.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One load in one container, and what it decides.
 *
 * @param name as the user wrote it, or what it presses
 * @param load the command as a report names it, without what every trial adds to it
 * @param limits of the container under trial
 * @param command the load; a directory that it names exists and is writable for the image's user
 * @param directory made for the load before it starts and removed after it; absent where it needs none
 * @param preparation runs before the load and is not measured: it lays out the files that the load reads; absent where there are none
 * @param rivals the limits of containers that run the same load at the same time
 * @param contrast the limits of a container that runs the same load without the caps in question; absent where no check needs it
 * @param workers how many CPUs the load of one container can use; 0 where that is not known
 * @param checks at least one
 * @param atMost an upper bound of the load's time
 * @param tolerance by how much a measured rate may be above its bound, as a part of it; the metric's default where absent
 * @param fresh whether it needs a container that no other trial ran in, because it looks at high-water marks
 * @param spent whether its container is of no use for other trials after it
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
        boolean spent) {
    public Trial {
        rivals = List.copyOf(rivals);
        checks = List.copyOf(checks);
    }
}
