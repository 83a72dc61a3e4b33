package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.ExitCode;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The nodes of memory that may be used, of a host that has several (NUMA). No load presses it: what the control group shows is looked at.
 *
 * @param nodes the nodes' numbers
 */
public record MemoryNodes(Place place, CpuSet nodes) implements Limit {
    private static final Pattern LIST = Pattern.compile("\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*");

    public static final LimitKind KIND = LimitKind.of(
            "cpuset_mems",
            entry -> entry.value(MemoryNodes::parse).map(nodes -> new MemoryNodes(entry.place(), nodes)),
            "memory nodes|cpuset\\.mems|cpusetmems|cpuset-mems",
            "cpuset");

    private static CpuSet parse(String text) {
        if (!LIST.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no list of nodes of memory, such as 0-1");
        }
        return CpuSet.parse(text);
    }

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return nodes.toString();
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("CpusetMems", nodes.toString());
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--cpuset-mems=" + nodes));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        return List.of(Press.With.of(Workload.of(Scripts.script("\"$0\" cat /sys/devices/system/node/has_memory"))
                .shownAs("cat /sys/devices/system/node/has_memory")));
    }

    /** Nothing is measured: what the control group shows is looked at. */
    @Override
    public MetricKind metric() {
        return ExitCode.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost(nodes.size());
    }

    @Override
    public Optional<Shown> shown(Observed observed, Counters now) {
        return now.inForce()
                .memoryNodes()
                .map(shown -> new Shown("memory of node " + shown, !nodes.cpus().containsAll(shown.cpus())));
    }

    /** Discarded where another node is shown; never held, since a host of one node shows the same without it, and on others no load tries it. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Observed observed = evidence.observed();
        if (!observed.measurement().ended()) {
            return Optional.empty();
        }
        Optional<CpuSet> shown = observed.measurement().own().newest().inForce().memoryNodes();
        Conclusion conclusion = Conclusion.of(
                "nodes in force", shown.map(set -> Figure.of(set.toString())).orElse(Figure.NONE), Figure.of(value()));
        if (shown.isEmpty()) {
            return Optional.of(conclusion.as(Outcome.DISCARDED, "the control group shows no nodes of memory"));
        }
        Optional<CpuSet> onHost = observed.measurement().exit().stream()
                .map(exit -> exit.stdout().strip())
                .filter(text -> LIST.matcher(text).matches())
                .map(CpuSet::parse)
                .findFirst();
        boolean isAll =
                onHost.filter(all -> shown.get().cpus().containsAll(all.cpus())).isPresent();
        return Optional.of(mismatch(observed)
                .map(other -> conclusion.as(Outcome.DISCARDED, other))
                .orElseGet(() -> conclusion.excused(Excuse.host("the control group shows memory of node " + shown.get()
                        + (isAll
                                ? ", but the engine's host has no other, so that it shows the same without the limit"
                                : ", but that memory comes from there alone is not tried")))));
    }
}
