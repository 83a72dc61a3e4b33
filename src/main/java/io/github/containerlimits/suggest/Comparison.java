package io.github.containerlimits.suggest;

import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.verdict.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Today's limits beside those that are suggested. */
public record Comparison(Limits today, Suggested suggested) {
    /** What is above this many times the suggestion is wasted. */
    private static final double WASTEFUL = 2;

    /** One line for each limit: whether it is tight, wasteful, or neither. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        Sizes sizes = suggested.sizes();
        Need need = suggested.need();
        lines.add(line("memory.peak", (double) sizes.memory(), (double) need.memory()));
        lines.add(line("cpu.usage", sizes.cpus(), need.cpus()));
        lines.add(line("pids.peak", (double) sizes.pids(), (double) need.pids()));
        return lines;
    }

    private String line(String key, double suggestion, double need) {
        MetricKind metric = MetricKinds.find(key).orElseThrow();
        List<Limit> limits = today.limits().stream()
                .filter(limit -> limit.metric().equals(metric)
                        && Double.isFinite(limit.limit().edge()))
                .toList();
        OptionalDouble least =
                limits.stream().map(Limit::limit).mapToDouble(Bound::edge).min();
        String suggests = metric.dimension().printDeclared(suggestion);
        if (least.isEmpty() || least.getAsDouble() == Double.MAX_VALUE) {
            return "no limit today, " + suggests + " suggested: unlimited (" + key + ")";
        }
        double edge = least.getAsDouble();
        String word = edge < need
                ? "too tight, it needs " + metric.dimension().print(need)
                : edge < suggestion ? "tight" : edge > WASTEFUL * suggestion ? "wasteful" : "fits";
        return limits.get(0).key() + " of " + metric.dimension().printDeclared(edge) + " today, " + suggests
                + " suggested: " + word;
    }
}
