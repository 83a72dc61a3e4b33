package io.github.containerlimits.plan;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** How hard its limits held an application back, by the kernel's counters of its life: parts of a sentence. */
final class Strain {
    /** A quota that runs out in that part of its periods is felt. */
    private static final double MUCH_THROTTLED = 0.25;

    /** One that is throttled for that part of its periods is slow by its own quota. */
    private static final double MOSTLY_THROTTLED = 0.5;

    /** A cap on a disk of which that part was used, from its start on, held it back. */
    private static final double MOSTLY_USED = 0.7;

    private Strain() {}

    /** Each limit that it met: what it used of it, and when it first met it where that is known. Empty where it met none. */
    static List<String> told(Series own) {
        List<String> words = new ArrayList<>();
        if (isThrottled(own, MUCH_THROTTLED)) {
            words.add("its quota" + quota(own) + " ran out in " + growth(own, Counters::throttledPeriods) + " of "
                    + growth(own, Counters::periods) + " periods" + first(own, Counters::throttledPeriods));
        }
        memory(own).ifPresent(words::add);
        long refused = growth(own, Counters::pidsLimitHits);
        if (refused > 0) {
            words.add(refused + " of its forks were refused (pids.events max)" + first(own, Counters::pidsLimitHits));
        }
        if (!own.running().isEmpty()) {
            words.addAll(disks(own.newest(), seconds(own, own.newest())));
        }
        return words;
    }

    /** The caps on disks of which it used about all that there was in its time. */
    private static List<String> disks(Counters newest, double seconds) {
        List<String> words = new ArrayList<>();
        for (String device : newest.devices()) {
            for (Direction direction : Direction.values()) {
                for (RateUnit unit : RateUnit.values()) {
                    OptionalLong cap = newest.inForce().throttle(device, direction, unit);
                    long used =
                            newest.io(device).map(io -> io.of(direction, unit)).orElse(0L);
                    if (cap.isPresent() && used > 0 && used >= MOSTLY_USED * cap.getAsLong() * seconds) {
                        boolean isBytes = unit == RateUnit.BPS;
                        words.add("its device_" + direction + "_" + unit + " of "
                                + (isBytes ? Dimension.BYTES_A_SECOND : Dimension.COUNT_A_SECOND)
                                        .printDeclared((double) cap.getAsLong())
                                + " held it back: it had "
                                + (isBytes ? Dimension.BYTES.print((double) used) : used + " of them") + " in "
                                + Dimension.SECONDS.print(seconds));
                    }
                }
            }
        }
        return words;
    }

    /** Whether what made it slow is its own quota. */
    static boolean isMostlyThrottled(Series own) {
        return isThrottled(own, MOSTLY_THROTTLED);
    }

    private static boolean isThrottled(Series own, double part) {
        return growth(own, Counters::throttledPeriods) > part * growth(own, Counters::periods);
    }

    /** The same as a sentence's end. */
    static String ending(Observed observed) {
        return told(observed.measurement().own()).stream()
                .map(words -> "; " + words)
                .collect(joining());
    }

    /**
     * The same of one that came too late, with the CPUs that it would have needed at least to get as far in time, where its own quota made it slow: the CPU
     * time that it used until then, divided by that time.
     *
     * @param after seconds from its start at which it was as far
     * @param within seconds, above 0
     */
    static String late(Observed observed, double after, double within) {
        Series own = observed.measurement().own();
        String needed = own.running().stream()
                .filter(reading -> isMostlyThrottled(own) && seconds(own, reading) >= after)
                .findFirst()
                .map(reading -> new Window(own.first(), reading)
                                .growth(Counters::cpuNanos)
                                .orElse(0)
                        / 1e9)
                .map(used -> "; until then it used " + Dimension.SECONDS.print(used)
                        + " of CPU time, which would have been in time with no less than "
                        + Dimension.CPUS.print(used / within))
                .orElse("");
        return ending(observed) + needed;
    }

    /** The smallest limit with which what is claimed would be true, where it is a part of a limit; empty elsewhere. */
    static String needed(Expectation.Fits claim, Observed observed) {
        return claim.part()
                .flatMap(part -> claim.metric()
                        .read(observed)
                        .map(read -> "; it would be " + claim.text() + " of a limit of "
                                + claim.metric().dimension().print(read.value() / part)))
                .orElse("");
    }

    private static String quota(Series own) {
        OptionalDouble cpus = own.newest().inForce().cpus();
        return cpus.isPresent() ? " of " + Dimension.CPUS.printDeclared(cpus.getAsDouble()) : "";
    }

    /** What it had of its memory where it had met the limit. */
    private static Optional<String> memory(Series own) {
        long hits = growth(own, Counters::memoryLimitHits);
        OptionalLong limit = own.newest().inForce().memory();
        OptionalLong used = own.highest(Counters::memoryPeak);
        OptionalLong most = used.isPresent() ? used : own.highest(Counters::memoryNow);
        return hits > 0 && limit.isPresent() && most.isPresent()
                ? Optional.of("it had " + Dimension.BYTES.print((double) most.getAsLong()) + " of "
                        + Dimension.BYTES.print((double) limit.getAsLong()) + ", and " + hits
                        + " charges met that limit" + first(own, Counters::memoryLimitHits))
                : Optional.empty();
    }

    private static long growth(Series own, Function<Counters, OptionalLong> counter) {
        return own.growth(counter).orElse(0);
    }

    /** When a counter was first seen to have grown. */
    private static String first(Series own, Function<Counters, OptionalLong> counter) {
        return own.running().stream()
                .filter(reading ->
                        new Window(own.first(), reading).growth(counter).orElse(0) > 0)
                .findFirst()
                .map(reading -> ", first " + Dimension.SECONDS.print(seconds(own, reading)) + " after its start")
                .orElse("");
    }

    private static double seconds(Series own, Counters reading) {
        return (reading.nanos() - own.first().nanos()) / 1e9;
    }
}
