package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Container;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.load.Stressor;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.policy.DeclaredApp;
import io.github.containerlimits.policy.DeclaredStressor;
import io.github.containerlimits.policy.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** The trials of the application itself, in its limits as declared. */
public final class AppTrials {
    /** For what an engine needs to start and end it. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private AppTrials() {}

    /**
     * The trial of one.
     *
     * @param accepted the keys of limits that the policy accepts to be without
     */
    public static Trial of(DeclaredApp app, Limits limits, Set<String> accepted) {
        List<Stressor> stressors = IntStream.range(0, app.beside().size())
                .mapToObj(number ->
                        stressor(app.beside().get(number), number, app.service().lasts()))
                .toList();
        Service service = app.service().stressedBy(stressors);
        List<Check> checks = new ArrayList<>();
        checks.add(new AppCheck.Ready(app));
        if (!service.isJob()) {
            checks.add(new AppCheck.Stays(app));
        }
        app.claims().forEach(claim -> checks.add(new AppCheck.Fits(app, claim)));
        if (!stressors.isEmpty()) {
            checks.add(new BesideCheck(app));
        }
        List<Limit> inForce = limits.limits().stream()
                .filter(limit -> limit.isOfControlGroup() && !accepted.contains(limit.key()))
                .toList();
        if (!inForce.isEmpty()) {
            checks.add(new AppCheck.InForce(app, inForce));
        }
        app.jvm().forEach(claim -> checks.add(new JvmCheck(app, claim)));
        // Whatever runs beside it takes time, memory or disk from it.
        return Trial.of(app.name(), limits, Workload.of(service), checks)
                .within(
                        service.needs().stream()
                                .map(needed -> needed.service().within())
                                .reduce(itsTime(service), Duration::plus),
                        OptionalDouble.empty())
                .needing(true, true, Claims.HOST);
    }

    /** Watched alone, and then for as long beside other loads where there are some. */
    private static Duration itsTime(Service service) {
        Duration alone = service.within().plus(service.lasts()).plus(GRACE);
        return service.beside().isEmpty() ? alone : alone.plus(service.lasts()).plus(GRACE);
    }

    private static Stressor stressor(DeclaredStressor declared, int number, Duration lasts) {
        Optional<String> directory = declared.load().tool() == Load.Tool.FIO
                ? Optional.of(Container.SCRATCH + "/beside-" + number)
                : Optional.empty();
        return new Stressor(
                new RunnableLoad(declared.load(), directory, lasts.plus(GRACE)).workload("/"), declared.isInside());
    }
}
