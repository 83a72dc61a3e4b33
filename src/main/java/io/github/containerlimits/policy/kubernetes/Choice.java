package io.github.containerlimits.policy.kubernetes;

import io.github.containerlimits.policy.source.Wanted;
import io.github.containerlimits.policy.yaml.Findings;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The choice of one container among those of a manifest.
 *
 * @param all at least one
 * @param image the reference of the project's image
 */
record Choice(List<Container> all, Wanted wanted, Optional<String> image, Findings findings) {
    private static final int MOST_NAMED = 10;

    /** The container that is named; or else the only one, or the only one with the project's image, init containers and sidecars aside. */
    Optional<Container> made() {
        return wanted.name().map(this::named).orElseGet(this::only);
    }

    private Optional<Container> named(String name) {
        List<Container> found =
                all.stream().filter(container -> container.isMeantBy(name)).toList();
        if (found.isEmpty()) {
            String near = Findings.nearest(
                    name, all.stream().map(Container::name).distinct().toList());
            return nothing("there is no container " + Findings.quoted(name)
                    + (near.isEmpty() ? ": there is " + list(all) : near));
        }
        if (found.size() == 1) {
            return Optional.of(found.get(0));
        }
        boolean canBeTold = found.stream().map(Container::path).distinct().count() == found.size();
        return nothing("there is more than one container " + Findings.quoted(name) + ": " + list(found)
                + (canBeTold ? "; name one of them so" : ", which no name tells apart: give a file with one of them"));
    }

    private Optional<Container> only() {
        List<Container> mains = all.stream().filter(Container::isMain).toList();
        if (mains.size() == 1) {
            return Optional.of(mains.get(0));
        }
        return image.flatMap(reference -> single(mains, container -> container.isOf(reference))
                        .or(() -> single(mains, container -> container.isOfAnyVersionOf(reference))))
                .or(() -> nothing("which container is meant? There is " + list(all)
                        + image.map(reference -> ", and not just one is of the image " + Findings.quoted(reference))
                                .orElse("")
                        + ": name one with 'container', or with container-limits.container"));
    }

    private static Optional<Container> single(List<Container> containers, Predicate<Container> wanted) {
        List<Container> found = containers.stream().filter(wanted).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private Optional<Container> nothing(String message) {
        findings.add(wanted.place(), message);
        return Optional.empty();
    }

    private static String list(List<Container> containers) {
        String names =
                containers.stream().limit(MOST_NAMED).map(Container::toString).collect(Collectors.joining(", "));
        return containers.size() > MOST_NAMED ? names + " and " + (containers.size() - MOST_NAMED) + " others" : names;
    }
}
