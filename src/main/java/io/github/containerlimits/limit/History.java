package io.github.containerlimits.limit;

import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the control group showed of a limit over a load: a limit may be raised, or lost, while others look away, and put back.
 *
 * @param entries the first, and each that differs from the one before, in time's order; empty where none was shown
 */
record History(List<Entry> entries) {
    /** Of a limit that changes all the time, so many are told. */
    private static final int MOST_TOLD = 4;

    /** @param seconds after the first reading */
    record Entry(double seconds, Shown shown) {
        private String text() {
            return seconds == 0 ? shown.text() + " at first" : shown.text() + " after " + Durations.print(seconds);
        }
    }

    History {
        entries = List.copyOf(entries);
    }

    /** Of a reading that lacks a file of the first, the control group went away meanwhile: it tells nothing. */
    static History of(Limit limit, Observed observed) {
        Counters first = observed.measurement().own().first();
        List<Entry> entries = new ArrayList<>();
        for (Counters now : observed.measurement().own().all()) {
            // Where nothing could be read, nothing is known of what is in force.
            Optional<Shown> shown =
                    now.isOfSomething() && now.hasAllOf(first) ? limit.shown(observed, now) : Optional.empty();
            if (shown.isPresent()
                    && (entries.isEmpty()
                            || !shown.get()
                                    .equals(entries.get(entries.size() - 1).shown()))) {
                entries.add(new Entry((now.nanos() - first.nanos()) / 1e9, shown.get()));
            }
        }
        return new History(entries);
    }

    /** Whether it ever was another than was asked for. */
    boolean isOther() {
        return entries.stream().anyMatch(entry -> entry.shown().isOther());
    }

    boolean isChanged() {
        return entries.size() > 1;
    }

    /** A sentence without a full stop; of nothing where there are no entries. */
    String text() {
        if (!isChanged()) {
            return "the control group shows "
                    + entries.stream().map(entry -> entry.shown().text()).collect(Collectors.joining());
        }
        List<String> told =
                entries.stream().limit(MOST_TOLD).map(Entry::text).collect(Collectors.toCollection(ArrayList::new));
        String last = entries.size() > MOST_TOLD
                ? "changed " + (entries.size() - MOST_TOLD) + " times more"
                : told.remove(told.size() - 1);
        return "the control group showed " + String.join(", ", told) + " and " + last;
    }
}
