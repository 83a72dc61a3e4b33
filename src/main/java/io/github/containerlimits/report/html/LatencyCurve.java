package io.github.containerlimits.report.html;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Served;
import io.github.containerlimits.measure.Served.Quantile;
import io.github.containerlimits.measure.Stressed;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.result.Results.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an application's answers took, as a drawing with a caption and a table of its numbers: from the fastest to the slowest, in which each further nine of
 * the part that was faster takes as much room as the one before, and each tenfold of the time as well.
 *
 * @param answers a curve each, in their order in time
 * @param edges what the policy claims of it
 * @param id of its elements, the only one of the page
 */
record LatencyCurve(List<Answers> answers, List<Edge> edges, String id) {
    /** Where the longest stands, in nines: behind 99.9 %. */
    private static final double NINES = 3.5;

    /** What no loader tells from nothing, in seconds. */
    private static final double SHORTEST = 1e-6;

    private static final double FOOT = 24;

    /** Those that are named below the curve. */
    private static final List<Double> NAMED = List.of(0.0, 0.5, 0.9, 0.99, 0.999);

    LatencyCurve {
        answers = List.copyOf(answers);
        edges = List.copyOf(edges);
    }

    /**
     * What was answered in one time.
     *
     * @param when that was, what the legend begins with; empty where there is one time only
     */
    record Answers(String when, Served served) {
        private String words() {
            return when + (when.isEmpty() ? "" : ": ") + served.words();
        }
    }

    /**
     * A claim: that part of all answers takes so many seconds at most.
     *
     * @param name of the metric
     */
    record Edge(String name, double part, double seconds) {}

    /** Absent where nothing was asked, or answered. */
    static Optional<LatencyCurve> of(TrialResult result, String id) {
        List<Edge> edges = result.trial().checks().stream()
                .flatMap(check -> check
                        .metric()
                        .flatMap(metric -> check.edge()
                                .map(bound -> metric.partOfAnswers().stream()
                                        .mapToObj(part -> new Edge(metric.key(), part, bound.edge()))))
                        .stream())
                .flatMap(claims -> claims)
                .toList();
        List<Answers> answers = result.measurement()
                .flatMap(Measurement::life)
                .map(LatencyCurve::answers)
                .orElse(List.of());
        return answers.isEmpty() ? Optional.empty() : Optional.of(new LatencyCurve(answers, edges, id));
    }

    private static List<Answers> answers(Life life) {
        boolean isStressed = life.stressed().isPresent();
        return Stream.of(
                        life.served().map(served -> new Answers(isStressed ? "alone" : "", served)),
                        life.stressed()
                                .flatMap(Stressed::served)
                                .map(served -> new Answers("beside the other loads", served)))
                .flatMap(Optional::stream)
                .filter(answers -> !answers.served().curve().isEmpty())
                .toList();
    }

    Markup figure() {
        Markup legend = Markup.tag("span")
                .with("class", "legend")
                .of(Stream.concat(
                                IntStream.range(0, answers.size())
                                        .mapToObj(i -> Chart.entry(
                                                "line" + i, answers.get(i).words())),
                                edges.stream()
                                        .map(edge -> Chart.entry(
                                                "edge",
                                                "bound of " + edge.name() + ", "
                                                        + Dimension.LATENCY.printDeclared(edge.seconds()))))
                        .toList());
        return Markup.of(
                "figure",
                Markup.tag("figcaption").of(Markup.of("strong", "What answers took"), legend),
                drawing(),
                Markup.tag("details")
                        .with("class", "numbers")
                        .of(
                                Markup.of("summary", "The numbers of this chart"),
                                Markup.join(answers.stream()
                                        .map(LatencyCurve::table)
                                        .toList())));
    }

    private Markup drawing() {
        List<Markup> parts = new ArrayList<>();
        parts.add(
                Markup.tag("title").with("id", id + "-title").of("What answers took, from the fastest to the slowest"));
        parts.add(Markup.tag("desc").with("id", id + "-desc").of(description()));
        for (int power = least(); power <= most(); power++) {
            double value = Math.pow(10, power);
            parts.add(Chart.path("grid", Chart.at(Chart.LEFT, y(value)) + " " + Chart.at(Chart.RIGHT, y(value))));
            parts.add(Chart.label(Chart.LEFT - 6, y(value) + 4, "end", Dimension.LATENCY.printDeclared(value)));
        }
        for (Edge edge : edges) {
            parts.add(Chart.path(
                    "edge",
                    Chart.at(Chart.LEFT, y(edge.seconds())) + " " + Chart.at(x(edge.part()), y(edge.seconds()))));
        }
        for (int i = 0; i < answers.size(); i++) {
            parts.add(Chart.path(
                    "line" + i,
                    answers.get(i).served().curve().stream()
                            .map(point -> Chart.at(x(point.part()), y(point.seconds())))
                            .collect(joining(" "))));
        }
        NAMED.forEach(part -> parts.add(Chart.label(x(part), Chart.BOTTOM + 18, "middle", percent(part))));
        parts.add(Chart.label(Chart.RIGHT, Chart.BOTTOM + 18, "end", "all"));
        return Markup.tag("svg")
                .with("class", "chart")
                .with("role", "img")
                .with("aria-labelledby", id + "-title " + id + "-desc")
                .with("viewBox", "0 0 " + Numbers.place(Chart.WIDTH) + " " + Numbers.place(Chart.BOTTOM + FOOT))
                .of(parts);
    }

    private String description() {
        return answers.stream().map(Answers::words).collect(joining("; "))
                + edges.stream()
                        .map(edge -> ". Bound of " + edge.name() + ": " + print(edge.seconds()))
                        .collect(joining())
                + ".";
    }

    private static Markup table(Answers answers) {
        return Markup.of(
                "table",
                Markup.of("caption", "What answers took" + (answers.when().isEmpty() ? "" : " " + answers.when())),
                Markup.of("thead", Markup.of("tr", Chart.head("part of all, at most"), Chart.head("seconds"))),
                Markup.tag("tbody")
                        .of(answers.served().curve().stream()
                                .map(point -> Markup.of(
                                        "tr",
                                        Markup.of("td", Numbers.exact(point.part())),
                                        Markup.of("td", Numbers.exact(point.seconds()))))
                                .toList()));
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, part > 0.99 ? "%.1f%%" : "%.0f%%", part * 100);
    }

    private DoubleStream shown() {
        return Stream.concat(
                        answers.stream()
                                .flatMap(each -> each.served().curve().stream())
                                .map(Quantile::seconds),
                        edges.stream().map(Edge::seconds))
                .mapToDouble(seconds -> Math.max(SHORTEST, seconds));
    }

    /** The power of ten below all that is shown. */
    private int least() {
        return (int) Math.floor(Math.log10(shown().min().orElse(SHORTEST)));
    }

    /** That above it. */
    private int most() {
        return Math.max(least() + 1, (int) Math.ceil(Math.log10(shown().max().orElse(SHORTEST))));
    }

    private static double x(double part) {
        double nines = part < 1 ? Math.min(NINES, -Math.log10(1 - part)) : NINES;
        return Chart.LEFT + (Chart.RIGHT - Chart.LEFT) * nines / NINES;
    }

    private double y(double seconds) {
        double powers = Math.log10(Math.max(SHORTEST, seconds)) - least();
        return Chart.BOTTOM - (Chart.BOTTOM - Chart.TOP) * powers / (most() - least());
    }

    private static String print(double seconds) {
        return Dimension.LATENCY.print(seconds);
    }
}
