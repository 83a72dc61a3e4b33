package io.github.containerlimits.report.aggregate;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.plan.Shard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Puts the reports of shards together again. Those that are of whole policies stay as they are. */
public final class JoinedShards {
    /** Characters of a hash that tell it from others. */
    private static final int SHORT = 19;

    private JoinedShards() {}

    /** Reports of shards do not make up a whole; the message has a line for each reason. */
    public static final class NoWholeException extends Exception {
        private static final long serialVersionUID = 1L;

        NoWholeException(List<String> findings) {
            super("The reports of shards can't be joined:"
                    + findings.stream()
                            .map(finding -> System.lineSeparator() + "  " + finding)
                            .collect(joining()));
        }
    }

    /**
     * One report in the place of those of the shards of one image and policy file, named after these; the others as they are.
     *
     * @throws NoWholeException where a shard is missing or comes twice, or shards are from different policies, images, parameters or versions of the plugin
     */
    public static List<CollectedReport> of(List<CollectedReport> reports) throws NoWholeException {
        Map<String, List<CollectedReport>> wholes = new LinkedHashMap<>();
        reports.stream()
                .filter(report -> report.piece().isPresent())
                .forEach(report -> wholes.computeIfAbsent(whole(report), name -> new ArrayList<>())
                        .add(report));
        List<String> findings = new ArrayList<>();
        wholes.forEach((name, shards) -> check(name, shards, findings));
        if (!findings.isEmpty()) {
            throw new NoWholeException(findings);
        }
        return Stream.concat(
                        reports.stream().filter(report -> report.piece().isEmpty()),
                        wholes.entrySet().stream().map(whole -> joined(whole.getKey(), whole.getValue())))
                .toList();
    }

    /** The image without its tag, since it must be found out that shards are of different ones, and the policy's file. */
    private static String whole(CollectedReport shard) {
        return Aggregate.repository(shard.image()) + " ("
                + shard.piece().map(Piece::policyFile).orElse("") + ")";
    }

    private static void check(String whole, List<CollectedReport> shards, List<String> findings) {
        differing(shards, piece -> String.valueOf(piece.shard().of()))
                .ifPresent(
                        which -> findings.add("The shards of " + whole + " are parts of different numbers: " + which));
        differing(shards, piece -> inShort(piece.policy()))
                .ifPresent(which -> findings.add("The shards of " + whole + " are from different policies: " + which));
        differing(shards, piece -> inShort(piece.image()))
                .ifPresent(which -> findings.add("The shards of " + whole + " are from different images: " + which));
        differing(shards, Piece::plugin)
                .ifPresent(which -> findings.add(
                        "The shards of " + whole + " are from different versions of the plugin: " + which));
        differing(shards, Piece::parameters)
                .ifPresent(which ->
                        findings.add("The shards of " + whole + " were verified with different parameters: " + which));
        Map<Integer, List<String>> names = new TreeMap<>();
        shards.forEach(shard -> names.computeIfAbsent(shard(shard).number(), number -> new ArrayList<>())
                .add(shard.name()));
        int of = shards.stream().mapToInt(shard -> shard(shard).of()).max().orElse(0);
        names.entrySet().stream()
                .filter(shard -> shard.getValue().size() > 1)
                .forEach(shard -> findings.add("Shard " + shard.getKey() + "/" + of + " of " + whole
                        + " comes more than once: in " + String.join(" and in ", shard.getValue())));
        List<String> missing = IntStream.rangeClosed(1, of)
                .filter(number -> !names.containsKey(number))
                .mapToObj(number -> number + "/" + of)
                .toList();
        if (!missing.isEmpty()) {
            findings.add("There is no report of shard " + String.join(", ", missing) + " of " + whole
                    + ": those that were found are of "
                    + names.keySet().stream().map(number -> number + "/" + of).collect(joining(", ")));
        }
    }

    /** What each value is of, where there are several. */
    private static Optional<String> differing(List<CollectedReport> shards, Function<Piece, String> value) {
        Map<String, List<String>> names = shards.stream()
                .collect(Collectors.groupingBy(
                        shard -> value.apply(shard.piece().orElseThrow()),
                        LinkedHashMap::new,
                        Collectors.mapping(CollectedReport::name, Collectors.toList())));
        return names.size() < 2
                ? Optional.empty()
                : Optional.of(names.entrySet().stream()
                        .map(one -> one.getKey() + " in " + String.join(", ", one.getValue()))
                        .collect(joining("; ")));
    }

    private static String inShort(String hash) {
        return hash.length() <= SHORT ? hash : hash.substring(0, SHORT) + "…";
    }

    private static Shard shard(CollectedReport report) {
        return report.piece().orElseThrow().shard();
    }

    /** It began with the first, and took as long as the slowest; its verdicts are in the order of the shards. */
    private static CollectedReport joined(String whole, List<CollectedReport> unordered) {
        List<CollectedReport> shards = unordered.stream()
                .sorted(Comparator.comparing(shard -> shard(shard).number()))
                .toList();
        return new CollectedReport(
                whole,
                shards.get(0).image(),
                shards.stream().map(CollectedReport::engine).distinct().collect(joining(", ")),
                shards.stream()
                        .map(CollectedReport::began)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                shards.stream().mapToDouble(CollectedReport::seconds).max().orElse(0),
                shards.stream().allMatch(CollectedReport::passes),
                shards.stream().flatMap(shard -> shard.lines().stream()).toList(),
                Optional.empty(),
                shards);
    }
}
