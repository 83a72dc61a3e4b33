package io.github.containerlimits.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The counters of one container over one load.
 *
 * @param first read before the load began
 * @param running read while the load ran, in time's order
 * @param last read after the load ended; absent while it runs
 */
public record Series(Counters first, List<Counters> running, Optional<Counters> last) {
    /** One in so many parts of the growth is left out. */
    private static final int LEFT_OUT = 5;

    public Series {
        running = List.copyOf(running);
    }

    /** All counters, in time's order. */
    public List<Counters> all() {
        return Stream.concat(Stream.concat(Stream.of(first), running.stream()), last.stream())
                .toList();
    }

    /** The newest counters. */
    public Counters newest() {
        return last.orElseGet(() -> running.isEmpty() ? first : running.get(running.size() - 1));
    }

    /**
     * The part in which the load ran steadily: without the time in which the first fifth of all growth so far came about. That leaves out the
     * start of its program, which takes seconds on a slow engine, and the first burst that a throttle lets through.
     *
     * @return absent where fewer than two readings remain, or the counter did not grow
     */
    public Optional<Window> steady(Function<Counters, OptionalLong> counter) {
        OptionalLong before = counter.apply(first);
        if (before.isEmpty() || running.isEmpty()) {
            return Optional.empty();
        }
        Counters to = running.get(running.size() - 1);
        long growth = counter.apply(to).orElse(before.getAsLong()) - before.getAsLong();
        if (growth <= 0) {
            return Optional.empty();
        }
        long from = before.getAsLong() + (growth + LEFT_OUT - 1) / LEFT_OUT;
        return running.stream()
                .filter(counters -> counter.apply(counters).orElse(0) >= from)
                .findFirst()
                .filter(begin -> begin.until() < to.nanos())
                .map(begin -> new Window(begin, to));
    }

    /** The same as if the load had begun at that moment, or at the last reading before it. */
    public Series since(long nanos) {
        Counters begin = running.stream()
                .filter(counters -> counters.nanos() <= nanos)
                .reduce((earlier, later) -> later)
                .orElse(first);
        return new Series(
                begin,
                running.stream()
                        .filter(counters -> counters.nanos() > begin.nanos())
                        .toList(),
                last);
    }

    /**
     * The most that a counter grew from one reading to the next within that time, without what passed at the mean rate where there was longer than a
     * slice of time between both.
     *
     * @param slice seconds
     */
    public double lump(Window window, Function<Counters, OptionalLong> counter, double slice) {
        double rate = window.rate(counter).orElse(0);
        double lump = 0;
        for (int i = 1; i < running.size(); i++) {
            Counters before = running.get(i - 1);
            Counters after = running.get(i);
            if (before.nanos() >= window.from().nanos()
                    && after.nanos() <= window.to().nanos()) {
                Window gap = new Window(before, after);
                double steady = rate * Math.max(0, gap.shortest() - slice);
                lump = Math.max(lump, gap.growth(counter).orElse(0) - steady);
            }
        }
        return lump;
    }

    /** The whole time from before the load to the newest counters. */
    public Window whole() {
        return new Window(first, newest());
    }

    /** By how much a counter grew over the load; absent where it is not counted. */
    public OptionalLong growth(Function<Counters, OptionalLong> counter) {
        return whole().growth(counter);
    }

    /** The highest value of a gauge in all readings; absent where it is not counted. */
    public OptionalLong highest(Function<Counters, OptionalLong> gauge) {
        return all().stream().map(gauge).flatMapToLong(OptionalLong::stream).max();
    }

    /**
     * Two readings of one container, the second later. Each took its time, so that between the moments at which one counter was read there may have
     * been more or less than between the readings as a whole.
     */
    public record Window(Counters from, Counters to) {
        /** From the middle of the first reading to that of the second. */
        public double seconds() {
            return (shortest() + longest()) / 2;
        }

        /** From the end of the first reading to the beginning of the second; negative where they overlap. */
        public double shortest() {
            return (to.nanos() - from.until()) / 1e9;
        }

        /** From the beginning of the first reading to the end of the second. */
        public double longest() {
            return (to.until() - from.nanos()) / 1e9;
        }

        public OptionalLong growth(Function<Counters, OptionalLong> counter) {
            OptionalLong before = counter.apply(from);
            OptionalLong after = counter.apply(to);
            return before.isPresent() && after.isPresent()
                    ? OptionalLong.of(after.getAsLong() - before.getAsLong())
                    : OptionalLong.empty();
        }

        /** Growth a second; absent where the counter is, or where no time passed. */
        public OptionalDouble rate(Function<Counters, OptionalLong> counter) {
            OptionalLong growth = growth(counter);
            return growth.isPresent() && shortest() > 0
                    ? OptionalDouble.of(growth.getAsLong() / seconds())
                    : OptionalDouble.empty();
        }

        /** What the threads did that were there all the time; absent where that can't be seen. */
        public Optional<ThreadTimes> threads() {
            return from.threads().flatMap(before -> to.threads().flatMap(after -> after.since(before)));
        }
    }

    /** The readings within a time, in so many parts one after the other; fewer where there are too few readings. */
    public List<Window> parts(Window window, int count) {
        List<Counters> within = running.stream()
                .filter(counters -> counters.nanos() >= window.from().nanos()
                        && counters.nanos() <= window.to().nanos())
                .toList();
        List<Window> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = i * (within.size() - 1) / count;
            int to = (i + 1) * (within.size() - 1) / count;
            if (from < to) {
                parts.add(new Window(within.get(from), within.get(to)));
            }
        }
        return parts;
    }
}
