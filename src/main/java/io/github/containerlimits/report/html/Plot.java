package io.github.containerlimits.report.html;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Trace;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.verdict.Bound;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a chart shows: how one metric looked over the time of a load.
 *
 * @param lines of the container under trial, and of its rivals where the metric is relative to them
 * @param edges what the values must keep to
 * @param events what the kernel counted meanwhile; only what happened
 * @param marks of an application's life, in their order
 * @param seconds from the reading before the load to the last
 */
record Plot(
        Trace trace,
        Optional<Disk> disk,
        List<Line> lines,
        List<Edge> edges,
        List<Event> events,
        List<Mark> marks,
        double seconds) {
    Plot {
        lines = List.copyOf(lines);
        edges = List.copyOf(edges);
        events = List.copyOf(events);
        marks = List.copyOf(marks);
    }

    /**
     * A value at a moment.
     *
     * @param seconds from the reading before the load; of a rate the middle of the time that it is of
     * @param value in the base unit of the dimension
     */
    record Point(double seconds, double value) {}

    /** One container. */
    record Line(String name, List<Point> points) {
        Line {
            points = List.copyOf(points);
        }
    }

    /**
     * A bound with its tolerance.
     *
     * @param text as the policy's reader knows it
     * @param low the end of the band around it; the bound itself where it has none to that side
     * @param high the same
     */
    record Edge(String text, double value, double low, double high) {}

    /**
     * Something that the kernel counted in all, and between which moments.
     *
     * @param label in a word or two
     */
    record Event(String name, String label, long count, boolean isKill, List<Span> spans) {
        Event {
            spans = List.copyOf(spans);
        }
    }

    /**
     * A moment in an application's life.
     *
     * @param name in a word or two
     * @param seconds from the start
     */
    record Mark(String name, double seconds) {}

    /** Between two readings. */
    record Span(double from, double until) {}

    private record Shown(MetricKind metric, Optional<Disk> disk) {}

    private record Counted(String name, String label, boolean isKill, Function<Counters, OptionalLong> counter) {}

    /** What no limit stands for. */
    private static final double ENDLESS = 1e300;

    private static final List<Counted> COUNTED = List.of(
            new Counted("periods in which the quota ran out", "throttled", false, Counters::throttledPeriods),
            new Counted("charges that met the limit on memory", "memory met", false, Counters::memoryLimitHits),
            new Counted("charges that met the limit on swap", "swap met", false, Counters::swapLimitHits),
            new Counted("forks refused", "refused", false, Counters::pidsLimitHits),
            new Counted("kills for want of memory", "killed", true, Counters::oomKills));

    /**
     * What can be drawn of a trial, one plot for each metric of its checks that is counted over time.
     *
     * @param most points of a line
     */
    static List<Plot> of(TrialResult result, int most) {
        if (result.measurement().isEmpty()) {
            return List.of();
        }
        Map<Shown, List<Check>> checks = new LinkedHashMap<>();
        for (Check check : result.trial().checks()) {
            check.metric()
                    .ifPresent(metric -> checks.computeIfAbsent(
                                    new Shown(metric, check.disk()), shown -> new ArrayList<>())
                            .add(check));
        }
        Measurement measurement = result.measurement().get();
        List<Event> events = checks.isEmpty() ? List.of() : events(measurement.own());
        return checks.entrySet().stream()
                .flatMap(entry -> entry
                        .getKey()
                        .metric()
                        .trace(entry.getKey().disk())
                        .map(trace ->
                                of(entry.getKey(), trace, entry.getValue(), result.trial(), measurement, events, most))
                        .stream())
                .filter(plot -> plot.lines().get(0).points().size() > 1)
                .toList();
    }

    private static Plot of(
            Shown shown,
            Trace trace,
            List<Check> checks,
            Trial trial,
            Measurement measurement,
            List<Event> events,
            int most) {
        List<Line> lines = new ArrayList<>();
        lines.add(line("container under trial", trace, measurement.own(), most));
        if (shown.metric().needsRivals()) {
            for (int i = 0; i < measurement.rivals().size(); i++) {
                lines.add(line("rival " + (i + 1), trace, measurement.rivals().get(i), most));
            }
        }
        boolean isComparable = trace.dimension() == shown.metric().dimension();
        List<Edge> edges = checks.stream()
                .filter(check -> isComparable)
                .flatMap(check -> check.edge().map(bound -> edge(check, bound, shown.metric(), trial)).stream())
                .filter(edge -> edge.high() < ENDLESS)
                .distinct()
                .toList();
        Series own = measurement.own();
        return new Plot(
                trace,
                shown.disk(),
                lines,
                edges,
                events,
                measurement.life().map(Plot::marks).orElse(List.of()),
                (own.newest().until() - own.first().nanos()) / 1e9);
    }

    private static List<Mark> marks(Life life) {
        List<Mark> marks = new ArrayList<>();
        life.ready().ifPresent(ready -> marks.add(new Mark("ready", ready.high())));
        life.asked().ifPresent(asked -> marks.add(new Mark("first request", asked)));
        life.lost().ifPresent(lost -> marks.add(new Mark("no longer ready", lost)));
        life.end().ifPresent(end -> marks.add(new Mark("ended", end.after())));
        return marks;
    }

    private static Edge edge(Check check, Bound bound, MetricKind metric, Trial trial) {
        double part = trial.toleranceOf(check);
        String text = bound.figure(metric.dimension(), part).text();
        if (bound instanceof Bound.Within within) {
            return new Edge(
                    text, within.value(), within.value() - within.distance(), within.value() + within.distance());
        }
        double value = bound.edge();
        return bound instanceof Bound.AtLeast
                ? new Edge(text, value, bound.low(part), value)
                : new Edge(text, value, value, bound.high(part));
    }

    private static Line line(String name, Trace trace, Series series, int most) {
        return new Line(name, thinned(points(trace, series), most));
    }

    /** Each counter is read once of each reading, of which there may be many thousands. */
    private static List<Point> points(Trace trace, Series series) {
        List<Point> points = new ArrayList<>();
        Counters first = series.first();
        OptionalLong atFirst = trace.counter().apply(first);
        Counters before = first;
        OptionalLong last = atFirst;
        for (Counters now : series.all()) {
            OptionalLong count = trace.counter().apply(now);
            Series.Window window = new Series.Window(before, now);
            OptionalDouble value = switch (trace.kind()) {
                case LEVEL -> asDouble(count);
                case TOTAL -> grown(atFirst, count, 1);
                case RATE -> window.shortest() > 0 ? grown(last, count, window.seconds()) : OptionalDouble.empty();
            };
            if (value.isPresent()) {
                double at = trace.kind() == Trace.Kind.RATE
                        ? (middle(before, first) + middle(now, first)) / 2
                        : middle(now, first);
                points.add(new Point(at, value.getAsDouble() / trace.base()));
                before = now;
                last = count;
            }
        }
        return points;
    }

    private static OptionalDouble grown(OptionalLong before, OptionalLong now, double seconds) {
        return before.isPresent() && now.isPresent()
                ? OptionalDouble.of((now.getAsLong() - before.getAsLong()) / seconds)
                : OptionalDouble.empty();
    }

    private static double middle(Counters counters, Counters first) {
        return ((counters.nanos() + counters.until()) / 2.0 - first.nanos()) / 1e9;
    }

    private static OptionalDouble asDouble(OptionalLong number) {
        return number.isPresent() ? OptionalDouble.of((double) number.getAsLong()) : OptionalDouble.empty();
    }

    /** As many points at most, the lowest and the highest of each part of the time: no peak is lost. */
    static List<Point> thinned(List<Point> points, int most) {
        if (points.size() <= most) {
            return points;
        }
        int parts = most / 2;
        List<Point> kept = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            List<Point> within = points.subList(part * points.size() / parts, (part + 1) * points.size() / parts);
            Point lowest = within.stream()
                    .min(Comparator.comparingDouble(Point::value))
                    .orElseThrow();
            Point highest = within.stream()
                    .max(Comparator.comparingDouble(Point::value))
                    .orElseThrow();
            Stream.of(lowest, highest)
                    .distinct()
                    .sorted(Comparator.comparingDouble(Point::seconds))
                    .forEach(kept::add);
        }
        return kept;
    }

    private static List<Event> events(Series series) {
        return COUNTED.stream()
                .flatMap(counted -> series.growth(counted.counter()).stream()
                        .filter(count -> count > 0)
                        .mapToObj(count -> new Event(
                                counted.name(),
                                counted.label(),
                                count,
                                counted.isKill(),
                                spans(series, counted.counter()))))
                .toList();
    }

    /** The times between readings in which a counter grew, those that follow each other as one. */
    private static List<Span> spans(Series series, Function<Counters, OptionalLong> counter) {
        List<Span> spans = new ArrayList<>();
        Counters first = series.first();
        Counters before = first;
        OptionalLong counted = counter.apply(first);
        for (Counters now : series.all()) {
            OptionalLong count = counter.apply(now);
            if (grown(counted, count, 1).orElse(0) > 0) {
                double from = middle(before, first);
                int last = spans.size() - 1;
                boolean goesOn = last >= 0 && spans.get(last).until() == from;
                Span span = new Span(goesOn ? spans.get(last).from() : from, middle(now, first));
                if (goesOn) {
                    spans.set(last, span);
                } else {
                    spans.add(span);
                }
            }
            before = now;
            counted = count;
        }
        return spans;
    }
}
