package io.github.containerlimits.measure;

import io.github.containerlimits.engine.RunningProcess;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an application lived on while loads ran beside it.
 *
 * @param stressors those loads, in the policy's order
 * @param unbegun why none of them was started, a sentence without a full stop; absent where they were
 * @param seconds for how long it was watched beside them
 * @param lasted whether that was all of its time, and it was there and ready
 * @param lost why it was no longer ready, a sentence without a full stop; absent where it stayed ready
 * @param end how it ended by itself; absent where it did not
 * @param served how it answered its load over HTTP meanwhile; absent where there was none
 * @param own its control group, in which are those loads as well that ran in its container
 * @param rivals the control groups of the others, in their order
 * @param kills of processes in its control group for want of memory; absent where the kernel does not count them
 * @param victims those of the application's own processes that were killed so
 * @param doubt why it is not known whose processes were killed, a sentence without a full stop; absent where it is known, or none was
 */
public record Stressed(
        List<Ran> stressors,
        Optional<String> unbegun,
        double seconds,
        boolean lasted,
        Optional<String> lost,
        Optional<Life.End> end,
        Optional<Served> served,
        Series own,
        List<Series> rivals,
        OptionalLong kills,
        List<RunningProcess> victims,
        Optional<String> doubt) {
    public Stressed {
        stressors = List.copyOf(stressors);
        rivals = List.copyOf(rivals);
        victims = List.copyOf(victims);
    }

    /** One beside which nothing was started. */
    public static Stressed unbegun(Series own, String reason) {
        return new Stressed(
                List.of(),
                Optional.of(reason),
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                own,
                List.of(),
                OptionalLong.empty(),
                List.of(),
                Optional.empty());
    }

    /**
     * A load that ran beside an application.
     *
     * @param name as a reader knows it, with where it ran
     * @param isInside whether it ran in the application's container
     * @param process the id of its first process on the engine's host, as it was started last; absent where the engine did not tell
     * @param starts how often it was started: again where it ended well, or was killed for want of memory
     * @param failure why it was no stress, a sentence without a full stop; absent where it was
     */
    public record Ran(String name, boolean isInside, OptionalLong process, int starts, Optional<String> failure) {
        @Override
        public String toString() {
            return process.isPresent() ? name + " (pid " + process.getAsLong() + ")" : name;
        }
    }
}
