package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The part of a load's time, 0 to 1, in which at least one of its threads waited for something: the growth of {@code total} in the line {@code some} of
 * the control group's pressure stall information (the kernel's documentation, accounting/psi), by the time. Only cgroup v2 has it, on kernels that are
 * built with it and not started with {@code psi=0}.
 */
public final class Stalled implements MetricKind {
    /** For a CPU: it could have run. A quota that ran out counts as well. */
    public static final Stalled OF_CPU = new Stalled("cpu", "a CPU", CgroupFile.CPU_PRESSURE);

    /** For memory: to be reclaimed, read back from a file or from swap. */
    public static final Stalled OF_MEMORY = new Stalled("memory", "memory", CgroupFile.MEMORY_PRESSURE);

    /** For a disk. */
    public static final Stalled OF_DISK = new Stalled("disk", "a disk", CgroupFile.IO_PRESSURE);

    private final String resource;
    private final String awaited;
    private final CgroupFile file;

    private Stalled(String resource, String awaited, CgroupFile file) {
        this.resource = resource;
        this.awaited = awaited;
        this.file = file;
    }

    /** The one that counts it. */
    CgroupFile file() {
        return file;
    }

    @Override
    public String key() {
        return resource + ".stalled";
    }

    @Override
    public Dimension dimension() {
        return Dimension.RATIO;
    }

    @Override
    public String noun() {
        return "part of the time in which something waited for " + awaited;
    }

    /** None: what the readings took is in the interval. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return Value.ofTime(observed.measurement().own().whole(), this::total);
    }

    private OptionalLong total(Counters counters) {
        return counters.stalledNanos(file);
    }

    /** None: no limit sets it. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return Optional.empty();
    }

    @Override
    public Optional<Excuse> untold(Observed observed) {
        Series own = observed.measurement().own();
        return own.newest().isOfSomething() && total(own.newest()).isEmpty()
                ? Optional.of(Excuse.host("the control group has no " + file.fileName()
                        + ": that takes cgroup v2, and a kernel with pressure stall information (psi=1)"))
                : Optional.empty();
    }

    @Override
    public boolean isOfLoad() {
        return true;
    }

    /** Others who want CPUs make it wait for them. */
    @Override
    public boolean isOfHost() {
        return this == OF_CPU;
    }

    @Override
    public boolean isSlowness(Observed observed, double high) {
        return true;
    }
}
