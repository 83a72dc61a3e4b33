package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.quantity.Cpus;

/** CPU time a second. */
public record CpuQuota(Place place, Cpus cpus) implements Quota {
    public static final LimitKind KIND = LimitKind.of(
            "cpus",
            entry -> entry.value(Cpus::parse).map(cpus -> new CpuQuota(entry.place(), cpus)),
            "nanocpu|cfs|cpu\\.max",
            "cfs|nanocpus|quota discarded");

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return cpus.toString();
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("NanoCpus", cpus.nano());
    }

    @Override
    public CpuQuota sized(Cpus size) {
        return new CpuQuota(place, size);
    }
}
