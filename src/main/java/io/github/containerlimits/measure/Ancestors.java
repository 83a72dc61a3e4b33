package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Printed;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The control groups in which an engine's containers are, from the nearest to the outermost that the engine's host shows: a slice of systemd's, or the
 * container that the engine itself runs in. What they limit is shared by all that is in them, often the engine as well.
 */
public record Ancestors(Host host, List<Ancestor> groups) {
    /** Bytes of memory that must stay free in a group beside a load at its worst. */
    private static final long RESERVE = 256L << 20;

    /** Processes that must stay free there: fewer than on a host, as such groups are small. */
    private static final long FEW = 100;

    /**
     * A control group above the containers'.
     *
     * @param name as messages have it
     * @param now its counters when the host was looked at
     */
    public record Ancestor(String name, Counters now) {
        private boolean isOfMemory() {
            // Groups of v1 can be told not to limit those in them.
            return !now.isWithoutHierarchy();
        }

        private OptionalLong memory() {
            return isOfMemory() ? now.inForce().memory() : OptionalLong.empty();
        }

        /** Memory that can be taken, and swap beside it; absent where there is no limit on either. */
        private OptionalLong free(long swapFree) {
            OptionalLong memory = free(memory(), now.memoryNow());
            OptionalLong both = isOfMemory() ? free(now.inForce().memorySwap(), now.memswNow()) : OptionalLong.empty();
            return memory.isPresent()
                    ? OptionalLong.of(Math.min(memory.getAsLong() + swapFree, both.orElse(Long.MAX_VALUE)))
                    : both;
        }

        private OptionalLong free(OptionalLong limit, OptionalLong used) {
            return limit.isPresent() && used.isPresent()
                    ? OptionalLong.of(Math.max(
                            0,
                            limit.getAsLong()
                                    - used.getAsLong()
                                    + now.reclaimable().orElse(0)))
                    : OptionalLong.empty();
        }

        private OptionalLong processesFree() {
            OptionalLong most = now.inForce().pids();
            return most.isPresent() && now.pidsNow().isPresent()
                    ? OptionalLong.of(
                            Math.max(0, most.getAsLong() - now.pidsNow().getAsLong()))
                    : OptionalLong.empty();
        }

        private String has(String what) {
            return "the control group " + name + ", in which the engine's containers are, has " + what;
        }
    }

    public Ancestors {
        groups = List.copyOf(groups);
    }

    public static Ancestors of(Host host) {
        return new Ancestors(
                host,
                host.survey().ancestors().stream().map(Ancestors::ancestor).toList());
    }

    private static Ancestor ancestor(HostSurvey.Ancestor group) {
        return new Ancestor(group.path(), new Counters(new CgroupReading(0, group.files())));
    }

    /** The CPUs of the host that a container can have. */
    public CpuSet cpus() {
        SortedSet<Integer> cpus = new TreeSet<>(host.cpus().cpus());
        groups.stream()
                .flatMap(group -> group.now().inForce().cpuset().stream())
                .forEach(set -> cpus.retainAll(set.cpus()));
        return cpus.isEmpty() ? host.cpus() : new CpuSet(cpus);
    }

    /** Why a container can't use more CPU time than that, in CPUs, a sentence without a full stop; absent where it can as far as is known. */
    public Optional<String> keepWithin(double cpus) {
        Optional<Ancestor> quota = tightest(group -> group.now().inForce().cpus());
        OptionalDouble least = quota.map(group -> group.now().inForce().cpus()).orElse(OptionalDouble.empty());
        if (least.isPresent() && least.getAsDouble() <= cpus) {
            return quota.map(group -> group.has("a quota of " + Printed.declared(least.getAsDouble(), " CPUs")));
        }
        return cpus().size() <= cpus ? pinned() : Optional.empty();
    }

    /** Which CPUs they leave a container, a sentence without a full stop; absent where those are all of the host's. */
    public Optional<String> pinned() {
        return groups.stream()
                .filter(group -> group.now()
                        .inForce()
                        .cpuset()
                        .filter(set -> !set.cpus().containsAll(host.cpus().cpus()))
                        .isPresent())
                .findFirst()
                .map(group ->
                        group.has("only CPU " + group.now().inForce().cpuset().orElseThrow()));
    }

    /** Why a container can't have more memory than that, in bytes, a sentence without a full stop; absent where it can as far as is known. */
    public Optional<String> keepMemoryWithin(long bytes) {
        return below(Ancestor::memory, bytes)
                .map(group -> group.has("a limit of " + Bytes.of(group.memory().orElseThrow()) + " of memory"));
    }

    /** The same of processes and threads. */
    public Optional<String> keepProcessesWithin(long most) {
        return below(group -> group.now().inForce().pids(), most)
                .map(group ->
                        group.has("a limit of " + group.now().inForce().pids().orElseThrow() + " processes"));
    }

    /** What they have too little of for a load at its worst, a sentence without a full stop; absent where they have enough. */
    public Optional<String> lack(Needs needs) {
        Optional<String> memory = needs.memory() == 0
                ? Optional.empty()
                : below(group -> group.free(host.swapFree()), needs.memory() + RESERVE - 1)
                        .map(group -> tooLittle(
                                group,
                                Bytes.of(group.free(host.swapFree()).orElseThrow()) + " of memory and swap free"));
        return memory.isPresent() || needs.processes() == 0
                ? memory
                : below(Ancestor::processesFree, needs.processes() + FEW - 1)
                        .map(group -> tooLittle(
                                group, "room for " + group.processesFree().orElseThrow() + " processes"));
    }

    private static String tooLittle(Ancestor group, String what) {
        return group.has(what) + ", too little for the load if the limit does not hold";
    }

    /** The tightest in something, where that is no more than so much. */
    private Optional<Ancestor> below(Function<Ancestor, OptionalLong> amount, long most) {
        return tightest(group -> {
                    OptionalLong number = amount.apply(group);
                    return number.isPresent() ? OptionalDouble.of((double) number.getAsLong()) : OptionalDouble.empty();
                })
                .filter(group -> amount.apply(group).orElse(Long.MAX_VALUE) <= most);
    }

    private Optional<Ancestor> tightest(Function<Ancestor, OptionalDouble> amount) {
        return groups.stream()
                .filter(group -> amount.apply(group).isPresent())
                .min(Comparator.comparingDouble(group -> amount.apply(group).orElse(Double.MAX_VALUE)));
    }
}
