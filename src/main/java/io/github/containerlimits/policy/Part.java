package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.way.Way;
import io.github.containerlimits.way.Ways;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Some of what a policy has tried. What a container is given is the whole policy's, whatever part is tried.
 *
 * @param limits those from which trials follow
 * @param ways those round limits that are gone
 * @param trials the user's own
 * @param apps the application's
 */
public record Part(List<Limit> limits, List<Way> ways, List<DeclaredTrial> trials, List<DeclaredApp> apps) {
    /** Nothing. */
    public static final Part NONE = new Part(List.of(), List.of(), List.of(), List.of());

    public Part {
        limits = List.copyOf(limits);
        ways = List.copyOf(ways);
        trials = List.copyOf(trials);
        apps = List.copyOf(apps);
    }

    /** The smallest parts of a policy: each of its limits, each way, each trial, in the order of their kinds and of the policy. */
    public static List<Part> smallest(Policy policy) {
        List<Part> parts = new ArrayList<>();
        if (policy.derive()) {
            distinct(policy.limits().limits())
                    .forEach(limit -> parts.add(new Part(List.of(limit), List.of(), List.of(), List.of())));
            Ways.ALL.forEach(way -> parts.add(new Part(List.of(), List.of(way), List.of(), List.of())));
        }
        distinct(policy.trials())
                .forEach(trial -> parts.add(new Part(List.of(), List.of(), List.of(trial), List.of())));
        distinct(policy.apps()).forEach(app -> parts.add(new Part(List.of(), List.of(), List.of(), List.of(app))));
        return List.copyOf(parts);
    }

    private static <T> Set<T> distinct(List<T> all) {
        return new LinkedHashSet<>(all);
    }

    /** What is in this part or in the other. */
    public Part and(Part other) {
        return new Part(
                both(limits, other.limits), both(ways, other.ways), both(trials, other.trials), both(apps, other.apps));
    }

    /** What is in any of the parts. */
    public static Part of(List<Part> parts) {
        return new Part(
                all(parts, Part::limits), all(parts, Part::ways), all(parts, Part::trials), all(parts, Part::apps));
    }

    private static <T> List<T> all(List<Part> parts, Function<Part, List<T>> some) {
        return parts.stream()
                .flatMap(part -> some.apply(part).stream())
                .distinct()
                .toList();
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).distinct().toList();
    }

    /** What is in it, as a user has it: the keys of limits and of ways, the names of trials, in this order. */
    public List<String> names() {
        return Stream.of(
                        limits.stream().map(Part::name),
                        ways.stream().map(Way::key),
                        trials.stream().map(DeclaredTrial::name),
                        apps.stream().map(DeclaredApp::name))
                .flatMap(names -> names)
                .toList();
    }

    /** Of the rates of several disks, with the disk. */
    private static String name(Limit limit) {
        return limit.key()
                + Optional.of(limit)
                        .flatMap(Limit::target)
                        .map(on -> " of " + on)
                        .orElse("");
    }
}
