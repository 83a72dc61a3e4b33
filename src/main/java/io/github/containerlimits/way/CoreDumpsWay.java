package io.github.containerlimits.way;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Memory;
import io.github.containerlimits.limit.Places;
import io.github.containerlimits.limit.Press;
import io.github.containerlimits.limit.Quota;
import io.github.containerlimits.limit.StorageSize;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernel has a program of the host take care of each process that crashes, outside of the container and its limits. */
public final class CoreDumpsWay implements Way {
    public static final CoreDumpsWay WAY = new CoreDumpsWay();

    /** Processes that crash one after the other, and bytes that each may leave at most. */
    private static final int CRASHES = 10;

    private static final long MOST_DUMPED = 4L << 20;
    private static final Pattern CRASHED = Pattern.compile("^crashed (\\d{1,9}) times$", Pattern.MULTILINE);
    private static final Pattern DUMPED = Pattern.compile("^dumped (\\d{1,18})$", Pattern.MULTILINE);
    private static final Figure BOUND = Figure.of("no program of the host is run");

    private CoreDumpsWay() {}

    @Override
    public String key() {
        return "core_dumps";
    }

    @Override
    public boolean isOptIn() {
        return true;
    }

    /** What is run for a process that crashes would be in these, were it in the container. */
    @Override
    public boolean leadsRound(Limit limit) {
        return limit instanceof Quota || limit instanceof Memory || limit instanceof StorageSize;
    }

    @Override
    public String ledRound() {
        return "cpus, mem_limit or storage_opt";
    }

    @Override
    public List<Attempt> attempts(Limits all, Places places) {
        Optional<String> directory = all.readOnly() ? Optional.empty() : Optional.of(places.scratch("/"));
        Workload workload = Workload.of(crashes(directory.orElse("/")))
                .shownAs(CRASHES + " crashes")
                .withNeeds(Needs.disk(CRASHES * MOST_DUMPED, "/"))
                .in(directory);
        return all.limits().stream()
                .filter(this::leadsRound)
                .findFirst()
                .map(limit -> new Attempt(limit, Press.With.of(workload).claiming(Claims.HOST)))
                .stream()
                .toList();
    }

    /** Has processes crash, and says how many did and what each dumped to a file there. */
    private static Command crashes(String directory) {
        return Scripts.script(
                "cd \"$1\"; ulimit -S -c \"$(ulimit -H -c)\"; i=0;"
                        + " while [ $i -lt \"$2\" ]; do \"$0\" sh -c 'kill -SEGV $$'; i=$((i+1)); done;"
                        + " echo \"crashed $i times\"; \"$0\" stat -c 'dumped %s' core*",
                directory, String.valueOf(CRASHES));
    }

    /** A dump that is a file is the container's own. */
    @Override
    public Optional<Conclusion> conclude(Limit limit, Evidence evidence) {
        Measurement measurement = evidence.observed().measurement();
        if (!measurement.ended()) {
            return Optional.empty();
        }
        String printed = measurement.exit().map(exit -> exit.stdout()).orElse("");
        Matcher crashed = CRASHED.matcher(printed);
        if (!crashed.find()) {
            return Optional.of(
                    Conclusion.unproven(Figure.NONE, BOUND, "the load did not say how many processes crashed"));
        }
        String pattern = evidence.observed().host().survey().corePattern().strip();
        String crashes = crashed.group(1) + " processes crashed";
        boolean hasDumped = measurement
                .exit()
                .filter(exit -> exit.stderr().contains("core dumped"))
                .isPresent();
        Conclusion conclusion = Conclusion.of("what is run for a crash", Figure.of("'" + pattern + "'"), BOUND);
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
        OptionalLong host = measurement.own().growth(counters -> counters.host().busyNanos());
        OptionalLong own = measurement.own().growth(Counters::cpuNanos);
        return host.isPresent() && own.isPresent()
                ? ": its CPUs were busy for "
                        + Dimension.SECONDS.print(Math.max(0, host.getAsLong() - own.getAsLong()) / 1e9)
                        + " beside the container's "
                        + Dimension.SECONDS.print(Math.max(0, own.getAsLong()) / 1e9)
                : "";
    }

    @Override
    public String remedy() {
        return "Set kernel.core_pattern on the engine's host to a file, and ulimits.core of the service to 0.";
    }
}
