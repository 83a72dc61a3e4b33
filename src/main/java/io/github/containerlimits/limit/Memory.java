package io.github.containerlimits.limit;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.engine.Tmpfs;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.InForce;
import io.github.containerlimits.metric.MemoryPeak;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Bound;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Memory without swap. */
public record Memory(Place place, Bytes bytes) implements Limit {
    public static final LimitKind KIND = LimitKind.of(
            "mem_limit",
            entry -> entry.value(text -> read(text, entry.place())),
            "memory limit|memory\\.max",
            "memory limit capabilities|memory limit.*limitation discarded");

    private static Limit read(String text, Place place) {
        return isZero(text)
                ? NoLimit.untold(place, KIND, text, MemoryPeak.KIND, NoLimit.size(InForce::memory))
                : new Memory(place, parse(text));
    }

    /** Whether it is a size of nothing, which engines take for no size. */
    static boolean isZero(String text) {
        return Bytes.parse(text).value() == 0;
    }

    /** A size that an engine takes: "Minimum memory limit allowed is 6MB". */
    static Bytes parse(String text) {
        return Bytes.parse(text, Bytes.ofMebibytes(6), "the least that an engine takes");
    }

    /** Memory in which the runtime may not be able to start a command. */
    private static final Bytes SMALL = Bytes.ofMebibytes(16);

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return bytes.toString();
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("Memory", bytes.value());
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--memory=" + bytes.value()));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        return Stream.concat(MemoryLoad.presses(all, places).stream(), throughTmpfs(all, places).stream())
                .toList();
    }

    Memory of(long size) {
        return new Memory(place, Bytes.of(size));
    }

    @Override
    public Optional<Limits> smaller(Limits all, Places places) {
        return MemoryLoad.smaller(all, places);
    }

    /** Files in a tmpfs are memory: where one is large enough, they press the limit like any other. */
    private Optional<Press> throughTmpfs(Limits all, Places places) {
        long load = MemoryLoad.bytes(this, all, places);
        boolean shm = all.find(ShmSize.class)
                .filter(size -> size.bytes().value() > load)
                .isPresent();
        // A tmpfs takes half of the host's memory if it is not told otherwise.
        long half = places.host().memoryAvailable() / 2;
        Optional<String> tmpfs = Stream.concat(
                        all.tmpfs().stream(), all.all(TmpfsSize.class).stream().map(TmpfsSize::tmpfs))
                .filter(mount -> !mount.isReadOnly() && mount.size().orElse(half) > load)
                .map(Tmpfs::target)
                .findFirst();
        if (all.canHang()) {
            return Optional.empty();
        }
        return (shm ? Optional.of("/dev/shm") : tmpfs).map(directory -> filling(directory, load, places));
    }

    private static Press filling(String directory, long load, Places places) {
        // As root, whatever mode the tmpfs has.
        return Press.With.of(Workload.of(Scripts.onMount(directory, Scripts.fill(directory, load)))
                        .shownAs("dd of " + Bytes.of(load) + " to " + directory)
                        .withNeeds(Needs.memory(load)))
                .by(Route.TMPFS)
                .inFreshContainer()
                .spendingContainer()
                .claiming(Claims.memory(places.host().swapDisks()));
    }

    /** What is in /dev/shm or in a tmpfs is charged to the memory: where that is the tighter limit, it would be met first. And in little memory no other load begins. */
    @Override
    public boolean masks(Limit other, Workload workload, Limits all) {
        boolean isInMemory = other instanceof ShmSize
                || other instanceof TmpfsSize
                || other instanceof TmpfsInodes
                || other instanceof ProcessLimit;
        return isInMemory && bytes.value() < 2 * workload.needs().memory()
                || bytes.compareTo(SMALL) < 0 && !other.needs().equals(Optional.of(KIND));
    }

    @Override
    public MetricKind metric() {
        return MemoryPeak.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) bytes.value());
    }

    @Override
    public Optional<Applied> applied(Observed observed, Counters now) {
        return Optional.of(applied(bytes, now.inForce().memory()));
    }

    static Applied applied(Bytes asked, OptionalLong shown) {
        return Applied.printed(
                (double) asked.value(),
                Applied.toDouble(shown),
                shown.isPresent() ? Bytes.of(shown.getAsLong()).toString() : "none");
    }

    @Override
    public Optional<String> pressure(Observed observed) {
        return Limit.super.pressure(observed).filter(evidence -> MemoryLoad.isNear(this, observed));
    }

    @Override
    public String enabledBy(EngineFacts engine) {
        return "Where the kernel has the controller but does not use it, start the host with cgroup_enable=memory on its command line.";
    }
}
