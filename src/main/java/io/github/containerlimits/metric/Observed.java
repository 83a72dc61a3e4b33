package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a metric is read off: a trial's measurement, and what is known of its surroundings.
 *
 * @param disk the one that is looked at; absent where it is none, or all
 * @param isBuffered whether the load writes through the page cache, and it is the kernel's flusher that writes to the disk
 */
public record Observed(Measurement measurement, Host host, Workload workload, Optional<Disk> disk, boolean isBuffered) {
    private static final int LONGEST_LINE = 200;

    /** What stress, stress-ng, fio and most other programs begin such a line with. */
    private static final Pattern FAILURE = Pattern.compile("(?i)\\b(fail|error|fatal)\\b");

    /** The same with only the last seconds of the load in it; whole where it did not run for longer. */
    public Observed recent(double seconds) {
        return new Observed(measurement.recent(seconds), host, workload, disk, isBuffered);
    }

    /** The highest value of a gauge, by the kernel's mark where it keeps one. */
    Optional<Value> highest(Function<Counters, OptionalLong> mark, Function<Counters, OptionalLong> now) {
        return measurement.life().isPresent()
                ? Value.highestOfApplication(measurement.own(), mark, now)
                : Value.highest(measurement.own(), mark, now);
    }

    /** How the load failed, where it did, as the tail of a sentence. */
    public String failure() {
        String troubles = measurement.troubles().isEmpty() ? "" : "; " + String.join("; ", measurement.troubles());
        return measurement
                        .exit()
                        .filter(exit -> exit.code() != 0 && !measurement.stopped())
                        .map(exit -> "; the load ended with code " + exit.code()
                                + told(exit.stderr().isBlank() ? exit.stdout() : exit.stderr()))
                        .orElse("")
                + troubles;
    }

    /** The first failure that was told of, as others follow from it; otherwise the last line. */
    private static String told(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return lines.stream()
                .filter(line -> FAILURE.matcher(line).find())
                .findFirst()
                .or(() -> lines.stream().reduce((earlier, later) -> later))
                .map(line ->
                        ": " + (line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line).strip())
                .orElse("");
    }
}
