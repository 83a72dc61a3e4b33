package io.github.containerlimits.measure;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Uncharged;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one trial measured, so far or in the end.
 *
 * @param own the container under trial
 * @param rivals those that ran beside it, in the trial's order
 * @param contrast the same load in a container without the caps; absent where the trial has none
 * @param exit how the load ended; absent while it runs, and where it had to be left behind
 * @param log what was printed to the container's log, and what became of it; absent where no check is of that, and before the load's end
 * @param uncharged what the engine's host spent meanwhile without charging it to a container; unseen before the trial's end
 * @param isSaidToBeOutOfMemory whether the engine says that memory ran out; false before the trial's end, and where nobody asked
 * @param ending what ended the trial; while it runs, that nothing did
 * @param troubles what else went wrong, one sentence each: a rival's load that failed …
 * @param life how the application lived, where the load is one; absent where it is another
 */
public record Measurement(
        Series own,
        List<Series> rivals,
        Optional<Contrast> contrast,
        Optional<Exit> exit,
        Optional<Log> log,
        Uncharged uncharged,
        boolean isSaidToBeOutOfMemory,
        Ending ending,
        List<String> troubles,
        Optional<Life> life) {
    public Measurement {
        rivals = List.copyOf(rivals);
        troubles = List.copyOf(troubles);
    }

    /** The measurement of a load that is no application. */
    public Measurement(
            Series own,
            List<Series> rivals,
            Optional<Contrast> contrast,
            Optional<Exit> exit,
            Optional<Log> log,
            Uncharged uncharged,
            boolean isSaidToBeOutOfMemory,
            Ending ending,
            List<String> troubles) {
        this(own, rivals, contrast, exit, log, uncharged, isSaidToBeOutOfMemory, ending, troubles, Optional.empty());
    }

    /** The measurement of a load that was not ended from outside. */
    public Measurement(
            Series own,
            List<Series> rivals,
            Optional<Contrast> contrast,
            Optional<Exit> exit,
            boolean ended,
            List<String> troubles) {
        this(
                own,
                rivals,
                contrast,
                exit,
                Optional.empty(),
                Uncharged.UNSEEN,
                false,
                ended ? Ending.OWN : Ending.NONE,
                troubles,
                Optional.empty());
    }

    /** Whether the trial is over: nothing more will be measured. */
    public boolean ended() {
        return ending != Ending.NONE;
    }

    /** Whether the load was ended from outside, so that how it ended says nothing. */
    public boolean stopped() {
        return ended() && ending != Ending.OWN;
    }

    /** The same with only the last seconds of the load in it; whole where it did not run for longer. */
    public Measurement recent(double seconds) {
        if (own.running().isEmpty()) {
            return this;
        }
        return since(own.running().get(own.running().size() - 1).nanos() - Math.round(seconds * 1e9));
    }

    /** The same from its first reading on: what an application's counters were at its birth is known, and what was in force then is not. */
    public Measurement asRead() {
        return own.running().isEmpty() ? this : since(own.running().get(0).nanos());
    }

    /** Of an application, the same of the time in which loads ran beside it; absent where none did. */
    public Optional<Measurement> besideLoads() {
        return life.flatMap(lived -> lived.stressed()
                .map(stressed -> new Measurement(
                        stressed.own(),
                        stressed.rivals(),
                        contrast,
                        exit,
                        log,
                        uncharged,
                        isSaidToBeOutOfMemory,
                        ending,
                        troubles,
                        Optional.of(lived.besideLoads()))));
    }

    private Measurement since(long nanos) {
        return new Measurement(
                own.since(nanos),
                rivals.stream().map(rival -> rival.since(nanos)).toList(),
                contrast,
                exit,
                log,
                uncharged,
                isSaidToBeOutOfMemory,
                ending,
                troubles,
                life);
    }

    /** Whether the loader of an application's load began requests late, so that nothing is known of the answers. */
    public boolean isLoaderLate() {
        return life.flatMap(Life::served)
                .filter(served -> !served.isDelivered())
                .isPresent();
    }

    /** The same with more that went wrong beside it. */
    public Measurement withTroubles(List<String> more) {
        return new Measurement(
                own,
                rivals,
                contrast,
                exit,
                log,
                uncharged,
                isSaidToBeOutOfMemory,
                ending,
                Stream.concat(troubles.stream(), more.stream()).toList(),
                life);
    }

    /** What ended a trial. */
    public enum Ending {
        /** Nothing so far: it runs. */
        NONE,
        /** Its load came to its own end. */
        OWN,
        /** Its time was over. */
        TIME,
        /** All was decided before. */
        DECIDED,
        /** It was broken off: another build may have had its turn. */
        BROKEN_OFF
    }

    /**
     * A container's log.
     *
     * @param printed bytes that were written to it in all
     * @param kept bytes that the engine has of it
     * @param printedFirst bytes that were written before the load, fewer than the limit leaves room for; 0 where there were none
     * @param keptFirst bytes that the engine had of those
     */
    public record Log(long printed, long kept, long printedFirst, long keptFirst) {}

    /**
     * A load without the caps.
     *
     * @param trial the name of the earlier trial whose load it was, where that is another one's: it asked for no more of the disk
     */
    public record Contrast(Series series, Optional<Exit> exit, Optional<String> trial) {
        /** The same for a later trial. */
        public Contrast of(String earlier) {
            return new Contrast(series, exit, Optional.of(earlier));
        }
    }
}
