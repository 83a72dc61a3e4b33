package io.github.containerlimits.verdict;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.DeviceIo;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.policy.Metric;
import io.github.containerlimits.quantity.Bytes;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ways round a limit that no limit of the policy has a number for: they are open or closed. */
final class Ways {
    /** The rest may be what the engine's own driver adds, or still be on its way. */
    private static final double ALL = 0.98;

    /** What is charged to a container by this part is its own. */
    private static final double CHARGED = 0.9;

    private static final Pattern CRASHED = Pattern.compile("^crashed (\\d{1,9}) times$", Pattern.MULTILINE);
    private static final Pattern DUMPED = Pattern.compile("^dumped (\\d{1,18})$", Pattern.MULTILINE);
    private static final Pattern FLUSHED = Pattern.compile("^flushed (\\d{1,18}) bytes$", Pattern.MULTILINE);
    private static final Pattern MADE = Pattern.compile("^made (\\d{1,9}) of (\\d{1,9})$", Pattern.MULTILINE);

    private Ways() {}

    /** Whether the engine keeps all that a container prints. */
    static Optional<Conclusion> log(Measurement measurement) {
        String bound = "less than was printed";
        if (measurement.log().isEmpty()) {
            return measurement.ended()
                    ? Optional.of(Conclusion.unproven("-", bound, "what the engine keeps could not be read"))
                    : Optional.empty();
        }
        Measurement.Log log = measurement.log().get();
        String kept = Figure.print(Metric.LOG_SIZE, (double) log.kept());
        String printed = Figure.print(Metric.LOG_SIZE, (double) log.printed());
        Conclusion conclusion = new Conclusion(Outcome.HELD, "what the engine kept of the output", kept, bound, "", "");
        if (log.printed() == 0) {
            return Optional.of(conclusion.as(Outcome.UNPROVEN, "nothing was printed"));
        }
        return Optional.of(
                log.kept() >= log.printed() * ALL
                        ? conclusion.as(
                                Outcome.ESCAPED,
                                "the engine's log keeps all of the " + printed
                                        + " that were printed, on its own disk and in nobody's limit"
                                        + engineCpu(measurement))
                        : conclusion.as(Outcome.HELD, printed + " were printed, and the engine let go of the rest"));
    }

    private static String engineCpu(Measurement measurement) {
        OptionalLong nanos = measurement.uncharged().engineCpuNanos();
        return nanos.isPresent()
                ? ", for which the engine itself used " + seconds(nanos.getAsLong()) + " of a CPU"
                : "";
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f s", Math.max(0, nanos) / 1e9);
    }

    /**
     * Whether the kernel runs a program of the host for processes that crash, outside of the container and its limits. A dump that is a file is the
     * container's own.
     *
     * @param corePattern the host's /proc/sys/kernel/core_pattern
     */
    static Optional<Conclusion> coreDumps(Measurement measurement, String corePattern) {
        String bound = "no program of the host is run";
        if (!measurement.ended()) {
            return Optional.empty();
        }
        String printed = measurement.exit().map(exit -> exit.stdout()).orElse("");
        Matcher crashed = CRASHED.matcher(printed);
        if (!crashed.find()) {
            return Optional.of(Conclusion.unproven("-", bound, "the load did not say how many processes crashed"));
        }
        String pattern = corePattern.strip();
        String crashes = crashed.group(1) + " processes crashed";
        boolean hasDumped = measurement
                .exit()
                .filter(exit -> exit.stderr().contains("core dumped"))
                .isPresent();
        Conclusion conclusion =
                new Conclusion(Outcome.HELD, "what is run for a crash", "'" + pattern + "'", bound, "", "");
        if (!hasDumped) {
            return Optional.of(conclusion.as(Outcome.HELD, crashes + " and the kernel dumped none"));
        }
        if (!pattern.startsWith("|")) {
            long dumped = DUMPED.matcher(printed)
                    .results()
                    .mapToLong(dump -> Long.parseLong(dump.group(1)))
                    .sum();
            return Optional.of(conclusion.as(
                    Outcome.HELD,
                    crashes + " and left " + Bytes.of(dumped) + " of dumps in the container's own file system"));
        }
        return Optional.of(conclusion.as(
                Outcome.ESCAPED,
                crashes + ", and for each a program ran on the host, in nobody's limit"
                        + besideContainer(measurement)));
    }

    private static String besideContainer(Measurement measurement) {
        OptionalLong host = measurement.own().growth(Counters::hostBusyNanos);
        OptionalLong own = measurement.own().growth(Counters::cpuNanos);
        return host.isPresent() && own.isPresent()
                ? ": its CPUs were busy for " + seconds(host.getAsLong() - own.getAsLong()) + " beside the container's "
                        + seconds(own.getAsLong())
                : "";
    }

    /** Whether what a container has the kernel flush is charged to it. */
    static Optional<Conclusion> sync(Measurement measurement, Disk disk) {
        String bound = "what was flushed is charged to the container";
        if (!measurement.ended()) {
            return Optional.empty();
        }
        Matcher flushed =
                FLUSHED.matcher(measurement.exit().map(exit -> exit.stdout()).orElse(""));
        if (!flushed.find()) {
            return Optional.of(Conclusion.unproven("-", bound, "the load did not end"));
        }
        double wrote = Double.parseDouble(flushed.group(1));
        long charged = measurement
                .own()
                .growth(counters -> written(counters.io(disk.number())))
                .orElse(0);
        long host = measurement
                .own()
                .growth(counters -> written(counters.hostIo(disk.number())))
                .orElse(0);
        String measured = Figure.print(Metric.DISK_WRITE_BYTES, (double) charged);
        Conclusion conclusion = new Conclusion(Outcome.HELD, "what was charged", measured, bound, "", "");
        String evidence =
                Figure.print(Metric.DISK_WRITE_BYTES, wrote) + " were written and flushed by sync(2), the disk took "
                        + Figure.print(Metric.DISK_WRITE_BYTES, (double) host) + " of anybody's";
        if (wrote == 0 || host < wrote * CHARGED) {
            return Optional.of(
                    conclusion.as(Outcome.UNPROVEN, "what was written did not reach the disk when it was flushed"));
        }
        return Optional.of(conclusion.as(charged < wrote * CHARGED ? Outcome.ESCAPED : Outcome.HELD, evidence));
    }

    private static OptionalLong written(Optional<DeviceIo> io) {
        return io.isPresent() ? OptionalLong.of(io.get().writtenBytes()) : OptionalLong.empty();
    }

    /** Whether any number of files can be made. */
    static Optional<Conclusion> inodes(Measurement measurement) {
        String bound = "less than were tried";
        if (measurement.exit().isEmpty()) {
            return measurement.ended()
                    ? Optional.of(Conclusion.unproven("-", bound, "the load did not end"))
                    : Optional.empty();
        }
        Matcher made = MADE.matcher(measurement.exit().get().stdout());
        if (!made.find()) {
            return Optional.of(Conclusion.unproven("-", bound, "the load did not say how many files it made"));
        }
        Conclusion conclusion = new Conclusion(Outcome.HELD, "number of empty files", made.group(1), bound, "", "");
        return Optional.of(
                made.group(1).equals(made.group(2))
                        ? conclusion.as(Outcome.ESCAPED, "none was refused: nothing limits inodes")
                        : conclusion.as(Outcome.HELD, "the rest of " + made.group(2) + " was refused"));
    }
}
