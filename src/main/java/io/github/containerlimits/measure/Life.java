package io.github.containerlimits.measure;

import java.util.Optional;

/**
 * How an application lived through its trial, so far or in the end.
 *
 * @param ready how long it took to be ready; absent where it is not yet, or never was
 * @param unready why it is not ready, or no longer is, by the last time that it was asked: a sentence without a full stop; empty where there is no reason known
 * @param lost when it was no longer ready, in seconds from its start; absent where it stayed ready
 * @param end how it ended by itself; absent while it runs, and where its trial ended it
 * @param lasted whether it was there for as long as it was to be watched
 * @param printed bytes that it printed
 * @param tail the last of them
 * @param asked when its load over HTTP began, in seconds from its start; absent where it had none, or not yet
 * @param served how it answered its load over HTTP; absent where there was none, and while it goes on
 * @param stressed how it lived on beside other loads; absent where there were none, or not yet
 */
public record Life(
        Optional<Span> ready,
        String unready,
        Optional<Double> lost,
        Optional<End> end,
        boolean lasted,
        long printed,
        String tail,
        Optional<Double> asked,
        Optional<Served> served,
        Optional<Stressed> stressed) {
    /** The life of one that nothing was asked of. */
    public Life(
            Optional<Span> ready,
            String unready,
            Optional<Double> lost,
            Optional<End> end,
            boolean lasted,
            long printed,
            String tail) {
        this(ready, unready, lost, end, lasted, printed, tail, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The life of one beside which nothing ran. */
    public Life(
            Optional<Span> ready,
            String unready,
            Optional<Double> lost,
            Optional<End> end,
            boolean lasted,
            long printed,
            String tail,
            Optional<Served> served) {
        this(ready, unready, lost, end, lasted, printed, tail, Optional.empty(), served, Optional.empty());
    }

    /** The same beside those loads alone, with what it answered then. */
    public Life besideLoads() {
        return new Life(
                ready,
                unready,
                lost,
                stressed.flatMap(Stressed::end),
                lasted,
                printed,
                tail,
                asked,
                stressed.flatMap(Stressed::served),
                Optional.empty());
    }

    /**
     * A time from the application's start, which lies between two moments that were looked at.
     *
     * @param low seconds, at least
     * @param high seconds, at most
     */
    public record Span(double low, double high) {}

    /**
     * An end.
     *
     * @param code its exit code, 128 + n where signal n ended it
     * @param isSaidToBeOutOfMemory whether the engine says that memory ran out, of which the kernel's own counters tell no more after the end
     * @param after seconds from its start
     * @param unread seconds before the end in which its counters could not be read any more; 0 where they were read after it
     */
    public record End(int code, boolean isSaidToBeOutOfMemory, double after, double unread) {}

    /** What it said last; empty where it printed nothing. */
    public String lastLine() {
        return LastLine.of(tail);
    }
}
