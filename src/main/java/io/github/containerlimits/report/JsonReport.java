package io.github.containerlimits.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.DeviceIo;
import io.github.containerlimits.measure.FioResult;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Contrast;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Origin;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All that a verification found, as JSON. The schema is {@code container-limits-report.schema.json} in the plugin's jar.
 *
 * @param file its directories are made
 */
public record JsonReport(Path file) implements Report {
    /** Raised where a reader of the report must change: a field gone, or one with another meaning. */
    static final int SCHEMA_VERSION = 2;

    /** UTF-16 units that are kept of the end of a load's output. */
    private static final int TAIL = 4096;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Override
    public void tell(Results results) throws IOException {
        write(file, report(results));
    }

    /** Writes a report in UTF-8. A reader sees the whole report, or what was there before. */
    static void write(Path file, ObjectNode report) throws IOException {
        // By way of a string: half of a surrogate pair, which a load may print, becomes a question mark instead of an
        // error.
        WholeFile.write(file, (JSON.writeValueAsString(report) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode report(Results results) {
        ObjectNode report = object();
        report.put("schemaVersion", SCHEMA_VERSION);
        report.put("unchanged", false);
        report.put("policyFile", results.policyFile());
        report.set("remarks", texts(results.remarks()));
        origin(report, results.origin());
        report.set("image", image(results.image()));
        report.set("engine", engine(results.engine()));
        report.put("began", results.began().toString());
        report.put("seconds", seconds(results.took()));
        report.put("passes", results.failures().isEmpty());
        ObjectNode counts = report.putObject("verdicts");
        Arrays.stream(Outcome.values())
                .forEach(outcome -> counts.put(
                        outcome.toString(),
                        results.verdicts().stream()
                                .filter(verdict -> verdict.outcome() == outcome)
                                .count()));
        report.set(
                "trials",
                array(results.trials(), trial -> trial(trial, results.image().reference())));
        report.set(
                "untried",
                array(
                        results.untried(),
                        verdict -> verdict(verdict, results.image().reference())));
        return report;
    }

    private static void origin(ObjectNode report, Origin origin) {
        if (!origin.policy().isEmpty()) {
            ObjectNode node = report.putObject("origin");
            node.put("policy", origin.policy());
            node.put("parameters", origin.parameters());
            node.put("plugin", origin.plugin());
        }
        origin.portion().ifPresent(portion -> {
            ObjectNode node = report.putObject("shard");
            node.put("number", portion.shard().number());
            node.put("of", portion.shard().of());
            node.set("parts", texts(portion.names()));
        });
    }

    static ObjectNode image(Image image) {
        ObjectNode node = object();
        node.put("reference", image.reference());
        node.put("id", image.id());
        node.put("user", image.user());
        node.put("workingDirectory", image.workingDirectory());
        node.set("volumes", texts(image.volumes()));
        return node;
    }

    static ObjectNode engine(EngineFacts engine) {
        ObjectNode node = object();
        node.put("name", engine.name());
        node.put("version", engine.version());
        node.put("apiVersion", engine.apiVersion());
        node.put("address", engine.address());
        node.put("kernel", engine.kernel());
        node.put("cgroupVersion", engine.cgroupVersion());
        node.put("cgroupDriver", engine.cgroupDriver());
        node.put("storageDriver", engine.storageDriver());
        node.put("dataRoot", engine.dataRoot());
        node.put("cpus", engine.cpus());
        node.put("memoryBytes", engine.memoryBytes());
        node.put("architecture", engine.architecture());
        node.set("warnings", texts(engine.warnings()));
        return node;
    }

    private static ObjectNode trial(TrialResult result, String image) {
        Trial trial = result.trial();
        ObjectNode node = object();
        node.put("name", trial.name());
        node.put("load", trial.workload().line());
        trial.workload().directory().ifPresent(directory -> node.put("directory", directory));
        node.put("atMostSeconds", seconds(trial.atMost()));
        node.put("seconds", seconds(result.took()));
        trial.tolerance().ifPresent(tolerance -> node.put("tolerance", tolerance));
        node.set("waitedFor", texts(result.waitedFor()));
        node.set("limits", limits(trial.limits()));
        node.set("verdicts", array(result.verdicts(), verdict -> verdict(verdict, image)));
        List<Disk> disks = trial.checks().stream()
                .map(Check::disk)
                .flatMap(disk -> disk.stream())
                .distinct()
                .toList();
        result.measurement().ifPresent(measurement -> measured(node, trial, measurement, disks));
        return node;
    }

    private static void measured(ObjectNode node, Trial trial, Measurement measurement, List<Disk> disks) {
        measurement.exit().ifPresent(exit -> node.set("exit", exit(exit)));
        measurement.life().ifPresent(life -> node.set("application", LifeJson.of(life)));
        node.set("troubles", texts(measurement.troubles()));
        node.set("measured", series(measurement.own(), disks));
        node.set("charged", charged(measurement, disks));
        ArrayNode rivals = node.putArray("rivals");
        for (int i = 0; i < measurement.rivals().size(); i++) {
            ObjectNode rival = rivals.addObject();
            rival.set("limits", limits(trial.rivals().get(i)));
            rival.set("measured", series(measurement.rivals().get(i), disks));
        }
        measurement.contrast().ifPresent(contrast -> node.set("contrast", contrast(trial, contrast, disks)));
    }

    /** What the container was charged with, beside what the host saw in the same time, whoever it was for. */
    private static ObjectNode charged(Measurement measurement, List<Disk> disks) {
        Series.Window whole = measurement.own().whole();
        Uncharged uncharged = measurement.uncharged();
        ObjectNode node = object();
        put(node, "containerCpuNanos", whole.growth(Counters::cpuNanos));
        put(node, "hostCpuNanos", whole.growth(counters -> counters.host().busyNanos()));
        put(node, "engineCpuNanos", uncharged.engineCpuNanos());
        put(node, "kernelCpuNanos", uncharged.kernelCpuNanos());
        put(node, "engineDiskBytes", uncharged.engineDiskBytes());
        node.set("unseen", texts(uncharged.unseen()));
        ObjectNode devices = node.putObject("devices");
        for (Disk disk : disks) {
            ObjectNode device = devices.putObject(disk.path());
            put(device, "containerWrittenBytes", whole.growth(counters -> written(counters.io(disk.number()))));
            put(
                    device,
                    "hostWrittenBytes",
                    whole.growth(counters -> written(counters.host().io(disk.number()))));
        }
        return node;
    }

    private static OptionalLong written(Optional<DeviceIo> io) {
        return io.isPresent() ? OptionalLong.of(io.get().writtenBytes()) : OptionalLong.empty();
    }

    private static ObjectNode contrast(Trial trial, Contrast contrast, List<Disk> disks) {
        ObjectNode node = object();
        node.set("limits", limits(trial.contrast().orElse(Limits.NONE)));
        contrast.trial().ifPresent(earlier -> node.put("trial", earlier));
        contrast.exit().ifPresent(exit -> node.set("exit", exit(exit)));
        node.set("measured", series(contrast.series(), disks));
        return node;
    }

    private static ObjectNode limits(Limits limits) {
        ObjectNode node = object();
        node.set("applied", array(limits.limits(), limit -> {
            ObjectNode applied = object();
            applied.put("key", limit.key());
            applied.put("value", limit.value());
            applied.set("place", place(limit.place()));
            return applied;
        }));
        node.set(
                "volumes",
                texts(limits.volumes().stream().map(mount -> mount.toString()).toList()));
        node.put("readOnly", limits.readOnly());
        node.set(
                "tmpfs",
                texts(limits.tmpfs().stream().map(mount -> mount.toString()).toList()));
        return node;
    }

    private static ObjectNode verdict(Verdict verdict, String image) {
        ObjectNode node = object();
        node.put("outcome", verdict.outcome().toString());
        node.put("passes", verdict.passes());
        node.put("subject", verdict.subject());
        node.set("place", place(verdict.place()));
        node.put("load", verdict.load());
        verdict.sizes().ifPresent(sizes -> {
            ObjectNode at = node.putObject("smaller");
            at.put("tried", sizes.tried());
            at.put("declared", sizes.declared());
        });
        node.put("quantity", verdict.conclusion().quantity());
        node.set("measured", FigureJson.of(verdict.measured()));
        node.set("bound", FigureJson.of(verdict.bound()));
        node.put("evidence", verdict.evidence());
        verdict.conclusion().cause().ifPresent(cause -> node.put("cause", cause.toString()));
        node.put("remedy", verdict.conclusion().remedy());
        node.put("seconds", seconds(verdict.took()));
        node.put("wayRound", verdict.wayRound());
        node.put("consequence", verdict.consequence().name().toLowerCase(Locale.ROOT));
        node.put("sentence", verdict.sentence(image));
        return node;
    }

    private static ObjectNode place(Place place) {
        ObjectNode node = object();
        node.put("file", place.file());
        node.put("line", place.line());
        node.put("column", place.column());
        return node;
    }

    private static ObjectNode exit(Exit exit) {
        ObjectNode node = object();
        node.put("code", exit.code());
        node.put("stdout", tail(exit.stdout()));
        node.put("stderr", tail(exit.stderr()));
        FioResult.parse(exit.stdout()).ifPresent(fio -> {
            ObjectNode figures = node.putObject("fio");
            figures.set("read", flow(fio.read()));
            figures.set("written", flow(fio.written()));
            figures.put("error", fio.error());
        });
        return node;
    }

    private static ObjectNode flow(FioResult.Flow flow) {
        ObjectNode node = object();
        node.put("bytes", flow.bytes());
        node.put("bytesPerSecond", flow.bps());
        node.put("operationsPerSecond", flow.iops());
        return node;
    }

    /** The end of an output, from a whole character on. */
    private static String tail(String output) {
        if (output.length() <= TAIL) {
            return output;
        }
        int from = output.length() - TAIL;
        return output.substring(Character.isLowSurrogate(output.charAt(from)) ? from + 1 : from);
    }

    private static ObjectNode series(Series series, List<Disk> disks) {
        ObjectNode node = object();
        ObjectNode peaks = node.putObject("peaks");
        put(peaks, "memoryBytes", series.highest(Counters::memoryPeak));
        put(peaks, "memoryAndSwapBytes", series.highest(Counters::memswPeak));
        put(peaks, "swapBytes", series.highest(Counters::swapPeak));
        put(peaks, "pids", series.highest(Counters::pidsPeak));
        ObjectNode events = node.putObject("events");
        put(events, "throttledPeriods", series.growth(Counters::throttledPeriods));
        put(events, "memoryLimitHits", series.growth(Counters::memoryLimitHits));
        put(events, "swapLimitHits", series.growth(Counters::swapLimitHits));
        put(events, "oomKills", series.growth(Counters::oomKills));
        put(events, "pidsLimitHits", series.growth(Counters::pidsLimitHits));
        List<Counters> readings = Stream.of(
                        Stream.of(series.first()), series.running().stream(), series.last().stream())
                .flatMap(Function.identity())
                .toList();
        node.set("series", array(readings, reading -> point(series.first(), reading, disks)));
        return node;
    }

    private static ObjectNode point(Counters first, Counters now, List<Disk> disks) {
        Series.Window window = new Series.Window(first, now);
        ObjectNode node = object();
        node.put("seconds", seconds(Duration.ofNanos(now.nanos() - first.nanos())));
        window.growth(Counters::cpuNanos).ifPresent(nanos -> node.put("cpuSeconds", seconds(Duration.ofNanos(nanos))));
        put(node, "memoryBytes", now.memoryNow());
        put(node, "swapBytes", now.swapNow());
        put(node, "pids", now.pidsNow());
        now.io().ifPresent(io -> node.set("io", io(first.io().orElse(DeviceIo.NONE), io)));
        if (!disks.isEmpty()) {
            ObjectNode devices = node.putObject("devices");
            disks.forEach(disk -> now.io(disk.number())
                    .ifPresent(io ->
                            devices.set(disk.path(), io(first.io(disk.number()).orElse(DeviceIo.NONE), io))));
        }
        return node;
    }

    private static ObjectNode io(DeviceIo before, DeviceIo now) {
        ObjectNode node = object();
        node.put("readBytes", now.readBytes() - before.readBytes());
        node.put("writtenBytes", now.writtenBytes() - before.writtenBytes());
        node.put("reads", now.reads() - before.reads());
        node.put("writes", now.writes() - before.writes());
        return node;
    }

    private static double seconds(Duration duration) {
        return Math.round(duration.toNanos() / 1e3) / 1e6;
    }

    private static void put(ObjectNode node, String field, OptionalLong value) {
        value.ifPresent(number -> node.put(field, number));
    }

    private static <T> ArrayNode array(Collection<T> values, Function<T, ObjectNode> node) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(value -> array.add(node.apply(value)));
        return array;
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
