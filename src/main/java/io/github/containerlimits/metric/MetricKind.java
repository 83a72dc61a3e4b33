package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Host.Disk;
import java.util.Optional;
import java.util.OptionalDouble;

/** Something that a trial measures, and a policy can bound. {@link MetricKinds} lists all. */
public interface MetricKind {
    /** The key in a policy: {@code cpu.usage}. */
    String key();

    Dimension dimension();

    /** What was measured, in words: {@code peak}. */
    String noun();

    /** By how much a measured value may be above its bound and still count as within, as a part of the bound. */
    double tolerance();

    /** The value as far as it is known; absent where there is no data, or not yet enough. */
    Optional<Value> read(Observed observed);

    /**
     * What says that the load pressed against a bound, a sentence without a full stop; absent where nothing does.
     *
     * @param bound in the metric's base unit
     */
    Optional<String> pressure(Observed observed, double bound);

    /**
     * How it looks over the time of a load; absent where no counter of a control group shows that.
     *
     * @param disk the one that is looked at; absent where it is none, or all
     */
    default Optional<Trace> trace(Optional<Disk> disk) {
        return Optional.empty();
    }

    /** Whether a value within its bound can be taken for the one that the load would have in the end. */
    default boolean isSettled(Observed observed, Value value) {
        return value.isFinal();
    }

    /**
     * Seconds that others must leave a load alone for it to press its bound, where they can take from it what it needs; absent where the whole load
     * counts.
     */
    default OptionalDouble quietSeconds() {
        return OptionalDouble.empty();
    }

    /**
     * Whether a limit that the kernel shows as in force keeps the value at most there, whatever the load goes on to do. Never for what only adds up.
     *
     * @param high in the metric's base unit
     */
    default boolean isCapped(Observed observed, double high) {
        return false;
    }

    /** Why no load on this host can press an upper bound, a sentence without a full stop; absent where one can, or that is not known yet. */
    default Optional<String> outOfReach(Observed observed, double bound) {
        return Optional.empty();
    }

    /** Why a value outside its bound says nothing of who set the bound; absent where it does. */
    default Optional<Excuse> doubt(Observed observed) {
        return Optional.empty();
    }

    /** Whether it is relative to what rivals had. */
    default boolean needsRivals() {
        return false;
    }

    /** Why the load stayed below a lower bound where that was not the load's fault; absent where it was. */
    default Optional<Excuse> heldBack(Observed observed, double bound) {
        return Optional.empty();
    }

    /** Why nothing pressed it where the load is not to blame; absent where it is. */
    default Optional<Excuse> unpressed(Observed observed) {
        return Optional.empty();
    }

    /** Why this host or its engine never tells it; absent where it does, or that is not known. */
    default Optional<Excuse> untold(Observed observed) {
        return Optional.empty();
    }

    /** Why there is no value in the end, a sentence without a full stop. */
    default String lack(Observed observed) {
        return "there is no data on " + key() + observed.failure();
    }

    /** Whether it is counted on a disk, so that it takes the same load without caps to see what the disk itself can do. */
    default boolean isOfDisk() {
        return false;
    }

    /** Whether it is CPU time, or memory that the host must have free: others on the host would take what is measured. */
    default boolean isOfHost() {
        return false;
    }

    /** Whether it is the highest value since the container was made, in which no other load may have run. */
    default boolean isHighWaterMark() {
        return false;
    }

    /** Whether it is read off what the engine keeps of the container's output. */
    default boolean isOfLog() {
        return false;
    }

    /** Whether others on the host can take the room that is measured, so that it must be looked at again after the load. */
    default boolean isRoomOnDisk() {
        return false;
    }

    /** The metric of the limit that what is measured is a part of, where a claim says a percentage: itself, for most. */
    default MetricKind limitedAs() {
        return this;
    }

    /** The most that an application has of it where its policy claims nothing; absent where that is no fault by itself. */
    default OptionalDouble usualMost() {
        return OptionalDouble.empty();
    }

    /** Whether it is known only of what ended by itself. */
    default boolean isOfEnd() {
        return false;
    }

    /** Whether only an application has it: a load in a container that is held open for it has none. */
    default boolean isOfApplication() {
        return false;
    }

    /** Whether it is of the answers to an application's load over HTTP, so that there must be one. */
    default boolean isOfHttp() {
        return false;
    }

    /** The part of all answers, 0 to 1, that took no longer than its value; absent where it is no time of answers. */
    default OptionalDouble partOfAnswers() {
        return OptionalDouble.empty();
    }

    /**
     * Whether others on the host, who take CPUs from what is measured, can be why it is above that bound.
     *
     * @param high in the metric's base unit
     */
    default boolean isSlowness(Observed observed, double high) {
        return false;
    }

    /** Whether it is a fact about the load alone, which no limit can be pressed by: it can be claimed of a load, and not expected of a limit. */
    default boolean isOfLoad() {
        return false;
    }

    /** Whether it never falls again, so that a value above an upper bound stays there. */
    default boolean onlyGrows() {
        return isHighWaterMark();
    }
}
