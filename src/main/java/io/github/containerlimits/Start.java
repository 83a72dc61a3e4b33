package io.github.containerlimits;

import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.CpuBurst;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.Value;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.JvmCheck;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** How one cold start of an application went. */
record Start(Observed observed, Map<Check, Conclusion> conclusions) {
    /** Whether the host, and not the application, is why it is not known how it went. */
    boolean isUndecided() {
        return conclusions.values().stream().noneMatch(conclusion -> conclusion.outcome() == Outcome.ESCAPED)
                && conclusions.values().stream()
                        .anyMatch(conclusion -> conclusion.isByNeighbours()
                                || conclusion.outcome() == Outcome.UNPROVEN
                                        && observed.measurement().isLoaderLate());
    }

    /** Absent where it lived. */
    Optional<String> failure() {
        return worst().map(worst -> worst.getValue().evidence());
    }

    private Optional<Map.Entry<Check, Conclusion>> worst() {
        return conclusions.entrySet().stream()
                .filter(checked -> checked.getValue().outcome() != Outcome.HELD)
                .min(Comparator.comparing(checked -> checked.getValue().outcome() != Outcome.ESCAPED));
    }

    /** What a JVM has against its limits is mostly its heap. */
    boolean isForWantOfMemory() {
        Measurement measurement = observed.measurement();
        boolean isOfJvm =
                worst().filter(worst -> worst.getKey() instanceof JvmCheck).isPresent();
        return isOfJvm || measurement.isSaidToBeOutOfMemory() || most("memory.oom_kills") > 0;
    }

    long most(String key) {
        return Math.round(value(key).map(Value::value).orElse(0.0));
    }

    private Optional<Value> value(String key) {
        return MetricKinds.find(key).map(MetricKind.class::cast).flatMap(metric -> metric.read(observed));
    }

    /** In that part of the windows it kept to so many CPUs; absent where there were too few. */
    OptionalDouble cpus(double part) {
        return CpuBurst.quantile(observed, part);
    }

    double meanCpus() {
        return value("cpu.mean").map(Value::high).orElse(0.0);
    }

    OptionalDouble ready() {
        return value("ready.seconds").stream().mapToDouble(Value::value).findFirst();
    }

    @Override
    public String toString() {
        return failure()
                .orElseGet(() -> "it lived, with "
                        + List.of("memory.peak", "cpu.p95", "pids.peak", "ready.seconds").stream()
                                .flatMap(key -> MetricKinds.find(key).stream())
                                .flatMap(metric -> metric
                                        .read(observed)
                                        .map(value -> metric.key() + " "
                                                + metric.dimension().print(value.value()))
                                        .stream())
                                .collect(Collectors.joining(", ")));
    }
}
