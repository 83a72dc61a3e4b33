package io.github.containerlimits.report.html;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.DeviceIo;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.report.html.Words.Fact;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One trial of a page.
 *
 * @param id of its element
 * @param points of a chart's line at most
 * @param tail characters of an output that are shown of its end
 */
record TrialSection(TrialResult result, String id, int points, int tail) {
    private static final double NANOS = 1e9;

    Markup section(Results results) {
        boolean isFailed = result.verdicts().stream().anyMatch(verdict -> !verdict.passes());
        Markup.Tag details = Markup.tag("details").with("class", "trial").with("id", id);
        return (isFailed ? details.with("open", "open") : details)
                .of(
                        Markup.of("summary", summary()),
                        Markup.join(
                                result.verdicts().stream().map(this::verdict).toList()),
                        charts(),
                        load(),
                        containers(),
                        charged(),
                        output(),
                        byHand(results));
    }

    private Markup summary() {
        List<Markup> parts = new ArrayList<>();
        parts.add(Markup.of("h3", result.trial().name()));
        result.verdicts()
                .forEach(verdict -> parts.add(Markup.join(
                        Markup.text(" "),
                        Markup.tag("span").with("class", "soft").of(" · " + verdict.subject() + " "),
                        Words.outcome(verdict))));
        parts.add(Markup.tag("span").with("class", "soft").of(" · " + Numbers.text(result.took())));
        return Markup.join(parts);
    }

    private Markup verdict(Verdict verdict) {
        return Markup.join(
                Markup.of("h4", Markup.text(verdict.subject() + ": "), Words.outcome(verdict)),
                Words.facts(List.of(
                        new Fact(
                                verdict.conclusion().quantity().isEmpty()
                                        ? "Measured"
                                        : Words.cut(capital(verdict.conclusion().quantity())),
                                Markup.of("strong", Words.cut(verdict.measured().text()))),
                        Fact.of("Bound", verdict.bound().text()),
                        Fact.of("Size tried", verdict.sizes().map(Object::toString)),
                        Fact.of("Evidence", verdict.evidence()),
                        Fact.of("Cause", verdict.conclusion().cause().map(Object::toString)),
                        Fact.of("What to do", verdict.conclusion().remedy()),
                        Fact.ofCode("Declared at", verdict.place().toString()))));
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private Markup charts() {
        List<Plot> plots = Plot.of(result, points);
        List<Markup> figures = new ArrayList<>();
        for (int i = 0; i < plots.size(); i++) {
            figures.add(new Chart(plots.get(i), id + "-chart-" + (i + 1)).figure());
        }
        boolean isWhole = result.trial().checks().stream()
                .allMatch(check -> check.metric()
                        .flatMap(metric -> metric.trace(check.disk()))
                        .isPresent());
        return Markup.join(
                Markup.of("h4", "Over time"),
                Markup.join(figures),
                LatencyCurve.of(result, id + "-answers")
                        .map(LatencyCurve::figure)
                        .orElse(Markup.NONE),
                result.trial().checks().stream().anyMatch(Check::isBuffered)
                        ? note(
                                "The load writes through the page cache, and only what was charged to the container is drawn.")
                        : Markup.NONE,
                isWhole && !figures.isEmpty()
                        ? Markup.NONE
                        : note(
                                figures.isEmpty()
                                        ? "Nothing was counted over time that could be drawn."
                                        : "Of the other verdicts nothing is counted over time."));
    }

    private static Markup note(String text) {
        return Markup.tag("p").with("class", "soft").of(text);
    }

    private Markup load() {
        Trial trial = result.trial();
        Optional<Measurement> measurement = result.measurement();
        return Markup.join(
                Markup.of("h4", "Load"),
                Words.facts(List.of(
                        Fact.ofCode("Command", trial.workload().line()),
                        Fact.ofCode(
                                "Before it",
                                trial.workload()
                                        .preparation()
                                        .map(Object::toString)
                                        .orElse("")),
                        Fact.ofCode("Writes to", trial.workload().directory().orElse("")),
                        Fact.of("Time", "at most " + Numbers.text(trial.atMost())),
                        Fact.of(
                                "Tolerance",
                                trial.tolerance().isPresent()
                                        ? Dimension.RATIO.print(
                                                trial.tolerance().getAsDouble())
                                        : ""),
                        Fact.of("Ready", measurement.flatMap(Measurement::life).map(TrialSection::ready)),
                        Fact.of("End", measurement.map(TrialSection::end)),
                        Fact.ofCode(
                                "Printed last",
                                measurement
                                        .flatMap(Measurement::life)
                                        .map(Life::lastLine)
                                        .orElse("")),
                        new Fact(
                                "Trouble",
                                Words.list(
                                        measurement.map(Measurement::troubles).orElse(List.of()))),
                        new Fact("Waited for", Words.list(result.waitedFor())))));
    }

    private static String ready(Life life) {
        return life.ready()
                .map(span -> "after " + Dimension.SECONDS.print(span.high()))
                .orElse("never");
    }

    private static String end(Measurement measurement) {
        if (measurement.life().isPresent() && measurement.exit().isEmpty()) {
            return "ended by the plugin";
        }
        String code = measurement.exit().map(exit -> "exit code " + exit.code()).orElse("left behind");
        return switch (measurement.ending()) {
            case NONE, OWN -> code;
            case TIME -> code + ", ended by the plugin: its time was over";
            case DECIDED -> code + ", ended by the plugin: all was decided";
            case BROKEN_OFF -> code + ", ended by the plugin: another build may have had its turn";
        };
    }

    /** The container under trial beside its rivals and the contrast. */
    private Markup containers() {
        Trial trial = result.trial();
        List<Markup> rows = new ArrayList<>();
        rows.add(container("under trial", trial.limits(), result.measurement().map(Measurement::own)));
        for (int i = 0; i < trial.rivals().size(); i++) {
            int number = i;
            rows.add(container(
                    "rival " + (i + 1),
                    trial.rivals().get(i),
                    result.measurement()
                            .filter(measurement -> measurement.rivals().size() > number)
                            .map(measurement -> measurement.rivals().get(number))));
        }
        Optional<Measurement.Contrast> contrast = result.measurement().flatMap(Measurement::contrast);
        contrast.ifPresent(other -> rows.add(container(
                "contrast"
                        + other.trial()
                                .map(earlier -> ", the load of " + earlier)
                                .orElse(""),
                trial.contrast().orElse(Limits.NONE),
                Optional.of(other.series()))));
        trial.declared().ifPresent(full -> rows.add(container("as declared", full, Optional.empty())));
        return Markup.join(
                Markup.of("h4", "Containers"),
                Markup.tag("table")
                        .with("class", "cards")
                        .with("role", "table")
                        .of(
                                Cards.head("Container", "Limits", "CPU time", "Peak of memory", "Read and written"),
                                Cards.body(rows)),
                trial.lifted().isEmpty()
                        ? Markup.NONE
                        : Markup.of(
                                "p",
                                "Tried without "
                                        + trial.lifted().stream()
                                                .map(limit -> limit.key() + " of " + limit.value())
                                                .collect(joining(" and "))
                                        + ", which would be met first."));
    }

    private static Markup container(String name, Limits limits, Optional<Series> series) {
        List<String> made = Stream.of(
                        limits.limits().stream().map(limit -> limit.key() + ": " + limit.value()),
                        limits.volumes().stream().map(mount -> "volume " + mount),
                        limits.tmpfs().stream().map(path -> "tmpfs " + path),
                        limits.readOnly() ? Stream.of("read-only") : Stream.<String>empty())
                .flatMap(words -> words)
                .toList();
        return Cards.row(
                Markup.text(Words.cut(name)),
                List.of(
                        Cards.cell("Limits", made.isEmpty() ? Markup.text("none") : Words.list(made)),
                        number("CPU time", Dimension.SECONDS, series.map(all -> all.growth(Counters::cpuNanos)), NANOS),
                        number(
                                "Peak of memory",
                                Dimension.BYTES,
                                series.map(all -> all.highest(
                                        counters -> counters.memoryPeak().isPresent()
                                                ? counters.memoryPeak()
                                                : counters.memoryNow())),
                                1),
                        number(
                                "Read and written",
                                Dimension.BYTES,
                                series.map(all -> all.growth(TrialSection::io)),
                                1)));
    }

    private static OptionalLong io(Counters counters) {
        return counters.io().stream()
                .mapToLong(io -> io.readBytes() + io.writtenBytes())
                .findFirst();
    }

    private static Markup number(String name, Dimension dimension, Optional<OptionalLong> value, double base) {
        return Cards.number(name, printed(dimension, value.orElse(OptionalLong.empty()), base));
    }

    private static String printed(Dimension dimension, OptionalLong value, double base) {
        return value.isPresent() ? dimension.print(value.getAsLong() / base) : "–";
    }

    /** What the host spent beside what the container was charged with. */
    private Markup charged() {
        return result.measurement()
                .map(measurement -> {
                    Series.Window whole = measurement.own().whole();
                    Uncharged uncharged = measurement.uncharged();
                    List<Fact> facts = new ArrayList<>();
                    facts.add(Fact.of("Container's CPU time", cpu(whole.growth(Counters::cpuNanos))));
                    facts.add(Fact.of(
                            "Host's CPU time, for anybody",
                            cpu(whole.growth(counters -> counters.host().busyNanos()))));
                    facts.add(Fact.of("Engine's own processes", cpu(uncharged.engineCpuNanos())));
                    facts.add(Fact.of("Kernel's threads", cpu(uncharged.kernelCpuNanos())));
                    facts.add(Fact.of(
                            "More in use below the engine's data root",
                            uncharged.engineDiskBytes().isPresent()
                                    ? bytes(uncharged.engineDiskBytes().getAsLong())
                                    : ""));
                    disks().forEach(disk -> facts.add(Fact.of(
                            "Written to " + disk.path(),
                            printed(Dimension.BYTES, whole.growth(counters -> written(counters.io(disk.number()))), 1)
                                    + " by the container, "
                                    + printed(
                                            Dimension.BYTES,
                                            whole.growth(counters ->
                                                    written(counters.host().io(disk.number()))),
                                            1)
                                    + " by anybody")));
                    facts.add(Fact.of("Could not be seen", String.join(", ", uncharged.unseen())));
                    return Markup.join(Markup.of("h4", "What the host spent beside"), Words.facts(facts));
                })
                .orElse(Markup.NONE);
    }

    private List<Disk> disks() {
        return result.trial().checks().stream()
                .map(Check::disk)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private static OptionalLong written(Optional<DeviceIo> io) {
        return io.map(flow -> OptionalLong.of(flow.writtenBytes())).orElse(OptionalLong.empty());
    }

    private static String cpu(OptionalLong nanos) {
        return nanos.isPresent() ? Numbers.seconds(nanos.getAsLong() / NANOS) + " s" : "";
    }

    private static String bytes(long value) {
        return (value < 0 ? "−" : "") + Dimension.BYTES.print(Math.abs((double) value));
    }

    private Markup output() {
        Optional<Exit> exit = result.measurement().flatMap(Measurement::exit);
        return Markup.join(
                stream("End of the load's output", exit.map(Exit::stdout)),
                stream("End of the load's error output", exit.map(Exit::stderr)));
    }

    private Markup stream(String name, Optional<String> output) {
        return output.filter(text -> !text.isBlank())
                .map(text ->
                        Markup.join(Markup.of("h4", name), Words.block(name, Words.tail(text.stripTrailing(), tail))))
                .orElse(Markup.NONE);
    }

    private Markup byHand(Results results) {
        ByHand byHand = ByHand.of(result, results);
        return Markup.join(
                Markup.of("h4", "To repeat it by hand"),
                Words.block("Commands to repeat it by hand", String.join("\n", byHand.lines())),
                Markup.of("p", "Left out, or otherwise than it was run:"),
                Words.list(byHand.leftOut()));
    }
}
