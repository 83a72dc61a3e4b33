package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.metric.CpuUsage;
import io.github.containerlimits.quantity.Cpus;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** CPU time a second. */
public record CpuQuota(Place place, Cpus cpus) implements Quota {
    public static final LimitKind KIND = LimitKind.of(
            "cpus",
            entry -> entry.value(text -> read(text, entry.place())),
            "nanocpu|cfs|cpu\\.max",
            "cfs|nanocpus|quota discarded");

    /** What Compose takes for nothing. */
    private static final Pattern ZERO = Pattern.compile("0+\\.?0*|\\.0+");

    private static Limit read(String text, Place place) {
        return ZERO.matcher(text).matches()
                ? NoLimit.untold(place, KIND, text, CpuUsage.KIND, CfsQuota::shown)
                : new CpuQuota(place, Cpus.parse(text));
    }

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
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--cpus=" + cpus.value()));
    }

    @Override
    public CpuQuota sized(Cpus size) {
        return new CpuQuota(place, size);
    }
}
