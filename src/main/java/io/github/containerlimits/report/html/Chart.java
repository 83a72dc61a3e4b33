package io.github.containerlimits.report.html;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.report.html.Plot.Edge;
import io.github.containerlimits.report.html.Plot.Event;
import io.github.containerlimits.report.html.Plot.Line;
import io.github.containerlimits.report.html.Plot.Mark;
import io.github.containerlimits.report.html.Plot.Point;
import io.github.containerlimits.report.html.Plot.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A plot as a drawing with a caption and a table of its numbers.
 *
 * @param id of its elements, the only one of the page
 */
record Chart(Plot plot, String id) {
    static final double WIDTH = 504;
    static final double LEFT = 104;
    static final double RIGHT = 492;
    static final double TOP = 12;
    static final double BOTTOM = 182;
    private static final double STRIP = 16;

    /** Between the lowest value and what happened meanwhile. */
    private static final double GAP = 8;

    private static final double FOOT = 24;

    /** Lines of the grid, about. */
    private static final int GRID = 4;

    /** Containers that have a colour of their own. */
    private static final int COLOURS = 4;

    Markup figure() {
        return Markup.of(
                "figure",
                Markup.tag("figcaption").of(title(), legend()),
                drawing(),
                Markup.tag("details")
                        .with("class", "numbers")
                        .of(Markup.of("summary", "The numbers of this chart"), Markup.join(tables())));
    }

    private String name() {
        return plot.trace().noun()
                + plot.disk().map(disk -> " of " + disk.path()).orElse("");
    }

    private Markup title() {
        return Markup.of("strong", name().substring(0, 1).toUpperCase(Locale.ROOT) + name().substring(1));
    }

    private Markup legend() {
        List<Markup> entries = new ArrayList<>();
        for (int i = 0; i < plot.lines().size(); i++) {
            entries.add(entry("line" + i % COLOURS, plot.lines().get(i).name()));
        }
        for (Edge edge : plot.edges()) {
            entries.add(entry("edge", "bound " + edge.text()));
            if (edge.low() < edge.high()) {
                entries.add(entry("band", "its tolerance, " + print(edge.low()) + " to " + print(edge.high())));
            }
        }
        for (Event event : plot.events()) {
            entries.add(entry(event.isKill() ? "kill" : "event", event.name() + ": " + event.count()));
        }
        for (Mark mark : plot.marks()) {
            entries.add(entry("mark", words(mark)));
        }
        return Markup.tag("span").with("class", "legend").of(entries);
    }

    /** Of a legend. */
    static Markup entry(String kind, String text) {
        return Markup.tag("span")
                .with("class", "entry")
                .of(
                        Markup.tag("svg")
                                .with("class", "key")
                                .with("viewBox", "0 0 22 10")
                                .with("aria-hidden", "true")
                                .of(
                                        kind.equals("band") || kind.equals("event") || kind.equals("kill")
                                                ? rectangle(kind, 0, 1, 22, 8)
                                                : path(kind, "0,5 22,5")),
                        Markup.text(" " + text));
    }

    private Markup drawing() {
        double height =
                BOTTOM + GAP + STRIP * (plot.events().size() + plot.marks().size()) + FOOT;
        List<Markup> parts = new ArrayList<>();
        parts.add(Markup.tag("title").with("id", id + "-title").of(name() + " over time"));
        parts.add(Markup.tag("desc").with("id", id + "-desc").of(description()));
        plot.edges().stream()
                .filter(edge -> edge.low() < edge.high())
                .forEach(edge -> parts.add(
                        rectangle("band", LEFT, y(edge.high()), RIGHT - LEFT, y(edge.low()) - y(edge.high()))));
        parts.addAll(grid());
        for (int i = 0; i < plot.events().size(); i++) {
            parts.addAll(strip(plot.events().get(i), BOTTOM + GAP + STRIP * i));
        }
        for (int i = 0; i < plot.marks().size(); i++) {
            parts.addAll(strip(
                    plot.marks().get(i), BOTTOM + GAP + STRIP * (plot.events().size() + i)));
        }
        for (Edge edge : plot.edges()) {
            parts.add(path("edge", at(LEFT, y(edge.value())) + " " + at(RIGHT, y(edge.value()))));
        }
        for (int i = 0; i < plot.lines().size(); i++) {
            parts.add(path(
                    "line" + i % COLOURS,
                    plot.lines().get(i).points().stream()
                            .map(point -> at(x(point.seconds()), y(point.value())))
                            .collect(joining(" "))));
        }
        parts.addAll(times(height - FOOT));
        return Markup.tag("svg")
                .with("class", "chart")
                .with("role", "img")
                .with("aria-labelledby", id + "-title " + id + "-desc")
                .with("viewBox", "0 0 " + Numbers.place(WIDTH) + " " + Numbers.place(height))
                .of(parts);
    }

    private String description() {
        String lines = plot.lines().stream()
                .map(line -> line.name() + ": " + line.points().size() + " values from "
                        + print(values(line).min().orElse(0)) + " to "
                        + print(values(line).max().orElse(0)))
                .collect(joining("; "));
        String edges =
                plot.edges().stream().map(edge -> ". Bound: " + edge.text()).collect(joining());
        String events = plot.events().stream()
                .map(event -> ". " + event.name() + ": " + event.count())
                .collect(joining());
        String marks = plot.marks().stream().map(mark -> ". " + words(mark)).collect(joining());
        return String.format(Locale.ROOT, "%.1f seconds. ", plot.seconds()) + lines + edges + events + marks + ".";
    }

    private List<Markup> grid() {
        List<Markup> parts = new ArrayList<>();
        double step = step(highest() / GRID, plot.trace().dimension());
        for (double value = 0; value <= highest(); value += step) {
            parts.add(path("grid", at(LEFT, y(value)) + " " + at(RIGHT, y(value))));
            parts.add(label(LEFT - 6, y(value) + 4, "end", print(value)));
        }
        return parts;
    }

    private List<Markup> times(double bottom) {
        List<Markup> parts = new ArrayList<>();
        double step = step(plot.seconds() / GRID, Dimension.SECONDS);
        for (double second = 0; second <= plot.seconds(); second += step) {
            parts.add(path("grid", at(x(second), bottom) + " " + at(x(second), bottom + 4)));
            parts.add(label(
                    x(second),
                    bottom + 18,
                    "middle",
                    Numbers.exact(second) + (second + step > plot.seconds() ? " s" : "")));
        }
        return parts;
    }

    /** When something happened, below the lines; a kill also across them. */
    private List<Markup> strip(Event event, double top) {
        List<Markup> parts = new ArrayList<>();
        String kind = event.isKill() ? "kill" : "event";
        for (Span span : event.spans()) {
            double width = Math.max(2, x(span.until()) - x(span.from()));
            parts.add(rectangle(kind, x(span.until()) - width, top + 4, width, STRIP - 6));
            if (event.isKill()) {
                parts.add(path("killed", at(x(span.until()), TOP) + " " + at(x(span.until()), top + 4)));
            }
        }
        parts.add(label(LEFT - 6, top + 13, "end", event.label()));
        return parts;
    }

    /** A moment, below the lines and across them. */
    private List<Markup> strip(Mark mark, double top) {
        double at = Math.min(mark.seconds(), plot.seconds());
        return List.of(
                path("mark", at(x(at), TOP) + " " + at(x(at), top + STRIP - 2)),
                label(LEFT - 6, top + 13, "end", mark.name()));
    }

    private static String words(Mark mark) {
        return mark.name() + " after " + Dimension.SECONDS.print(mark.seconds());
    }

    private List<Markup> tables() {
        String unit = switch (plot.trace().dimension()) {
            case CPUS -> "CPUs";
            case RATIO -> "part of 1";
            case BYTES -> "bytes";
            case COUNT -> "count";
            case SECONDS, LATENCY -> "seconds";
            case BYTES_A_SECOND -> "bytes a second";
            case COUNT_A_SECOND -> "operations a second";
        };
        return plot.lines().stream()
                .map(line -> Markup.of(
                        "table",
                        Markup.of("caption", name() + ", " + line.name()),
                        Markup.of("thead", Markup.of("tr", head("seconds"), head(unit))),
                        Markup.tag("tbody")
                                .of(line.points().stream().map(Chart::row).toList())))
                .toList();
    }

    static Markup head(String text) {
        return Markup.tag("th").with("scope", "col").of(text);
    }

    private static Markup row(Point point) {
        return Markup.of(
                "tr", Markup.of("td", Numbers.seconds(point.seconds())), Markup.of("td", Numbers.exact(point.value())));
    }

    private static DoubleStream values(Line line) {
        return line.points().stream().mapToDouble(Point::value);
    }

    /** The highest value that there is room for, a tenth above all that is shown; never 0. */
    private double highest() {
        double shown = Stream.concat(
                        plot.lines().stream().map(line -> values(line).max().orElse(0)),
                        plot.edges().stream().map(Edge::high))
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        return shown > 0 ? shown * 1.1 : 1;
    }

    /** The next of 1, 2, 5, 10 … above the value; of bytes also of their units. */
    static double step(double value, Dimension dimension) {
        boolean isBinary = dimension == Dimension.BYTES || dimension == Dimension.BYTES_A_SECOND;
        double unit = 1;
        while (isBinary && value / unit >= 1024) {
            unit *= 1024;
        }
        double least = dimension == Dimension.COUNT || isBinary ? 1 : 0;
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value / unit, Double.MIN_NORMAL))));
        double digit = value / unit / power;
        double round = digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10;
        return Math.max(least, round * power * unit);
    }

    private double x(double seconds) {
        return LEFT + (RIGHT - LEFT) * (plot.seconds() > 0 ? seconds / plot.seconds() : 0);
    }

    private double y(double value) {
        return BOTTOM - (BOTTOM - TOP) * Math.max(0, value) / highest();
    }

    private String print(double value) {
        return plot.trace().dimension().print(value);
    }

    static String at(double x, double y) {
        return Numbers.place(x) + "," + Numbers.place(y);
    }

    static Markup path(String kind, String points) {
        return Markup.tag("polyline").with("class", kind).with("points", points).of();
    }

    private static Markup rectangle(String kind, double x, double y, double width, double height) {
        return Markup.tag("rect")
                .with("class", kind)
                .with("x", x)
                .with("y", y)
                .with("width", width)
                .with("height", height)
                .of();
    }

    static Markup label(double x, double y, String anchor, String text) {
        return Markup.tag("text")
                .with("x", x)
                .with("y", y)
                .with("text-anchor", anchor)
                .of(text);
    }
}
