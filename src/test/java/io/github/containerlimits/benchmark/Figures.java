package io.github.containerlimits.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that was measured, in seconds, round by round; and what follows from the medians. */
final class Figures {
    /** Of each policy, what each side took beyond a Maven, and a JUnit, with nothing to do. */
    private final Map<Subject, Map<String, List<Double>>> seconds = new LinkedHashMap<>();

    private final Map<Integer, Double> trials = new TreeMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();

    /** What is promised, what came of it, and whether that is enough. */
    record Goal(String promise, double most, double measured) {
        boolean isMet() {
            return measured <= most;
        }
    }

    void add(Subject subject, String side, double took) {
        seconds.computeIfAbsent(subject, key -> new LinkedHashMap<>())
                .computeIfAbsent(side, key -> new ArrayList<>())
                .add(took);
    }

    void addTrials(int count, double took) {
        trials.put(count, took);
    }

    void addFact(String name, Object value) {
        facts.put(name, String.valueOf(value));
    }

    Map<String, String> facts() {
        return facts;
    }

    Map<Integer, Double> trials() {
        return trials;
    }

    Iterable<Subject> subjects() {
        return seconds.keySet();
    }

    double median(Subject subject, String side) {
        List<Double> sorted = seconds.getOrDefault(subject, Map.of()).getOrDefault(side, List.of()).stream()
                .sorted()
                .toList();
        int size = sorted.size();
        return size == 0 ? Double.NaN : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }

    /** The medians' ratio of the plugin to another side. */
    double ratio(Subject subject, String side) {
        return median(subject, "plugin") / median(subject, side);
    }

    List<Goal> goals() {
        List<Goal> goals = new ArrayList<>();
        for (Subject subject : seconds.keySet()) {
            goals.add(new Goal(subject.title() + ": part of the script's time", 0.5, ratio(subject, "shell")));
            goals.add(new Goal(
                    subject.title() + ": part of Testcontainers' time", 0.5, ratio(subject, "testcontainers")));
            goals.add(new Goal(subject.title() + ": times the floor", 1.5, ratio(subject, "floor")));
            goals.add(new Goal(
                    subject.title() + ": per cent of a CPU while measuring",
                    3,
                    100 * median(subject, "cpu while measuring")));
        }
        // What a goal takes beside its trials is in the first of each pair, so that the second is the better.
        List<Integer> counts = List.copyOf(trials.keySet());
        for (int i = 1; i < counts.size(); i++) {
            int few = counts.get(i - 1);
            int many = counts.get(i);
            goals.add(new Goal(
                    "a trial of " + many + " in trials of " + few,
                    1,
                    trials.getOrDefault(many, Double.NaN) / many / (trials.getOrDefault(few, Double.NaN) / few)));
        }
        return goals;
    }

    void write(Path file) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("facts", facts);
        Map<String, Object> medians = new LinkedHashMap<>();
        seconds.forEach((subject, sides) -> {
            Map<String, Double> own = new LinkedHashMap<>();
            sides.keySet().forEach(side -> own.put(side, median(subject, side)));
            medians.put(subject.title(), own);
        });
        all.put("medians", medians);
        Map<String, Object> rounds = new LinkedHashMap<>();
        seconds.forEach((subject, sides) -> rounds.put(subject.title(), sides));
        all.put("rounds", rounds);
        all.put("trials", trials);
        all.put(
                "goals",
                goals().stream()
                        .map(goal -> Map.of(
                                "promise",
                                goal.promise(),
                                "most",
                                goal.most(),
                                "measured",
                                goal.measured(),
                                "met",
                                goal.isMet()))
                        .toList());
        Files.createDirectories(file.getParent());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), all);
    }
}
