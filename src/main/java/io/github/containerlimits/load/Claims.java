package io.github.containerlimits.load;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a load takes of its engine's host that no other may take at the same time: it would be measured in its stead, or be disturbed. Loads whose claims
 * do not meet can run side by side.
 *
 * @param host whether it claims all that there is
 * @param things what it claims by name, where that is not all: memory, or a disk by its number
 * @param cpus how many CPUs it keeps busy, at least 1
 */
public record Claims(boolean host, Set<String> things, int cpus) {
    /** Nothing but a CPU to run on. */
    public static final Claims NONE = new Claims(false, Set.of(), 1);

    /** The whole host. */
    public static final Claims HOST = new Claims(true, Set.of(), 1);

    /** Nothing by which others are measured, but maybe all CPUs: what the load does is not known. */
    public static final Claims ANY_CPUS = new Claims(false, Set.of(), Integer.MAX_VALUE);

    private static final String CPUS = "cpus";
    private static final String MEMORY = "memory";

    public Claims {
        things = Set.copyOf(things);
        if (cpus < 1) {
            throw new IllegalArgumentException("a load that keeps " + cpus + " CPUs busy");
        }
    }

    /** The CPU time of so many CPUs, by which others that claim CPU time would be measured. */
    public static Claims cpus(int count) {
        return new Claims(false, Set.of(CPUS), count);
    }

    /** The host's memory, its bandwidth, and the disks to which it swaps. */
    public static Claims memory(Collection<String> swapDisks) {
        return disks(swapDisks).and(new Claims(false, Set.of(MEMORY), 1));
    }

    /**
     * Disks.
     *
     * @param numbers "major:minor" of whole disks
     */
    public static Claims disks(Collection<String> numbers) {
        return new Claims(
                false, numbers.stream().map(number -> "disk " + number).collect(Collectors.toUnmodifiableSet()), 1);
    }

    /** What both claim. */
    public Claims and(Claims other) {
        return new Claims(
                host || other.host,
                Stream.concat(things.stream(), other.things.stream()).collect(Collectors.toUnmodifiableSet()),
                Math.max(cpus, other.cpus));
    }

    /** Whether both claim the same thing, or one of them all. */
    public boolean meet(Claims other) {
        return host || other.host || things.stream().anyMatch(other.things::contains);
    }

    /**
     * Whether it leaves nothing to others on a host with so many CPUs: it claims all that there is, or the time of all CPUs.
     *
     * @param onHost how many CPUs the host has
     */
    public boolean leaveNothing(int onHost) {
        return host || things.contains(CPUS) && cpus >= onHost;
    }

    /** Whether it claims anything that others can be kept from. */
    public boolean isAny() {
        return host || !things.isEmpty();
    }
}
