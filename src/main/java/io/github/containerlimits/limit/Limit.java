package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Enforcement;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import io.github.containerlimits.verdict.Rule;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One limit of a container: all that is particular to its kind, from what an engine is told of it to what is made of the measurement. Each kind is one
 * file, and {@link LimitKinds} lists them.
 */
public interface Limit extends Enforcement {
    /** How the remark begins that the limit in force is another than was asked for. */
    String TIGHTER = "; the limit in force is tighter than the policy's: ";

    /** How the remark begins that it was not the same over all of the load. */
    String CHANGED = "; the limit in force changed during the load: ";

    /** What is to be said of limits that cgroup v2 does not have. */
    String ONLY_ON_VERSION_1 = "cgroup v2 has no such limit, only a host with cgroup v1 does"
            + " (systemd.unified_cgroup_hierarchy=0 on the kernel's command line, where its systemd still takes that).";

    LimitKind kind();

    /** Where the limit is declared. */
    Place place();

    /** The declared value as a report prints it: {@code 512 MiB}. */
    String value();

    /** See {@link LimitKind#key}. */
    default String key() {
        return kind().key();
    }

    /**
     * What an engine is told of it, in the words of Docker's API.
     *
     * @throws NoDiskException where it is of a disk that the engine's host does not have
     */
    Settings settings(Host host) throws NoDiskException;

    /**
     * The same as options of {@code docker run}; absent where they are not known.
     *
     * @param disk the one that it is applied to, where that is known
     */
    default Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.empty();
    }

    /** What presses it, in the order in which that is tried; empty where what presses another limit does, or nothing need. */
    List<Press> presses(Limits all, Places places);

    /**
     * The limits of its container with smaller ones in place of those that no load on this host could press, as large as this host and the time of a
     * trial can bear; absent where none would do.
     */
    default Optional<Limits> smaller(Limits all, Places places) {
        return Optional.empty();
    }

    /** What makes a container that has it show that, in its output; absent where the control group shows it. */
    default Optional<Command> look() {
        return Optional.empty();
    }

    /** Whether a container in which nothing ran but {@link #look} has it at its size: held, discarded, or unproven where that can't be seen. */
    default Conclusion asDeclared(Observed observed) {
        Counters newest = observed.measurement().own().newest();
        Optional<String> shown =
                newest.isOfSomething() ? shown(observed, newest).map(Shown::text) : Optional.empty();
        return shown.isEmpty()
                ? Conclusion.unproven(value(), Excuse.engine("nothing shows it in the container as declared"))
                : mismatch(observed)
                        .map(other -> Conclusion.discarded(value(), other + " in the container as declared"))
                        .orElseGet(() -> Conclusion.of("", Figure.NONE, Figure.of(value()))
                                .as(Outcome.HELD, "as declared, the control group shows " + shown.get()));
    }

    /**
     * Whether it would be met before another limit is pressed by that load. Then it is left out of the container in which the other one is tried.
     *
     * @param all the limits of the container
     */
    default boolean masks(Limit other, Workload workload, Limits all) {
        return false;
    }

    /** The kind of limit without which an engine takes this one for none, or refuses it; absent where it stands by itself. */
    default Optional<LimitKind> needs() {
        return Optional.empty();
    }

    /** The same as the others of its container make it, such as a quota with its period; itself where it stands by itself. */
    default Limit beside(List<Limit> all) {
        return this;
    }

    /** What contradicts it in the other limits of its container, said at its place. */
    default void contradictions(Limits all, Consumer<String> findings) {}

    /** What is measured of it. */
    MetricKind metric();

    /** What the measured value must keep to. */
    Bound limit();

    /** What the kernel shows of it in one reading, where it shows it and it is a number. */
    default Optional<Applied> applied(Observed observed, Counters now) {
        return Optional.empty();
    }

    /** What the control group shows of it in one reading; absent where it is not shown there. */
    default Optional<Shown> shown(Observed observed, Counters now) {
        return applied(observed, now).map(Shown::of);
    }

    /** Whether it is the container's control group that it is applied to. */
    default boolean isOfControlGroup() {
        return true;
    }

    /** Whether a container in which it was met can be of use for nothing else. */
    default boolean spendsContainer() {
        return false;
    }

    /** Whether any load can come to wait in its container for ever. */
    default boolean canHang() {
        return false;
    }

    /** What it is applied to, where that is a disk. */
    default Optional<Target> target() {
        return Optional.empty();
    }

    /** Whether it is of written data. */
    default boolean isOfWrites() {
        return false;
    }

    /** The conclusion on it; absent while more measuring could turn it. */
    default Optional<Conclusion> conclude(Evidence evidence) {
        return new Rule(metric(), limit(), evidence.tolerance(), Optional.of(this)).decide(evidence.observed());
    }

    @Override
    default Optional<String> mismatch(Observed observed) {
        return Optional.of(History.of(this, observed)).filter(History::isOther).map(History::text);
    }

    @Override
    default String remark(Observed observed) {
        History history = History.of(this, observed);
        return history.isChanged()
                ? CHANGED + history.text()
                : applied(observed, observed.measurement().own().newest())
                        .map(Applied::remark)
                        .orElse("");
    }

    @Override
    default Optional<String> pressure(Observed observed) {
        return metric().pressure(observed, limit().edge());
    }

    /** What a user can do where it was escaped, a sentence with a full stop; empty where that depends. */
    default String remedy(Route route) {
        return "";
    }

    /** What would let this engine apply it where it does not: sentences with full stops that name the command or the setting; empty where nothing in particular would. */
    default String enabledBy(EngineFacts engine) {
        return "";
    }
}
