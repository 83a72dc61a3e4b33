package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.limit.Route;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Claim;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import io.github.containerlimits.verdict.Rule;
import io.github.containerlimits.verdict.Sizes;
import io.github.containerlimits.way.Way;
import java.util.Optional;
import java.util.regex.Matcher;

/** One thing that a trial decides: it gets one verdict. */
public sealed interface Check
        permits Check.Holds, Check.Closed, Check.Keeps, Check.Fits, Check.Prints, AppCheck, JvmCheck {
    /** Where it is declared. */
    Place place();

    /** What a report calls it: {@code mem_limit}, {@code disk.write.iops}. */
    String subject();

    /** What it must keep to, as the policy has it. */
    String bound();

    /** The disk that is looked at; absent where the check is not of a disk, or is of all disks. */
    Optional<Disk> disk();

    /** The limit that the container under trial must have for it to be held; absent where it is of none. */
    default Optional<Limit> limit() {
        return Optional.empty();
    }

    /** Where a smaller limit is pressed than the declared one; absent where it is that itself. */
    default Optional<Sizes> sizes() {
        return Optional.empty();
    }

    /** The way round that limit which it is of; absent where it is of none. */
    default Optional<Way> way() {
        return Optional.empty();
    }

    /** Whether the load writes through the page cache, and it is the kernel's flusher that writes to the disk. */
    default boolean isBuffered() {
        return false;
    }

    /** What is measured of it; absent where it is read off what the load says, as of a way round a limit. */
    default Optional<MetricKind> metric() {
        return Optional.empty();
    }

    /** What the metric must keep to; absent where there is no metric. */
    default Optional<Bound> edge() {
        return Optional.empty();
    }

    /** Whether it takes pressure to prove it, as of a limit. */
    default boolean needsPressure() {
        return true;
    }

    /** Whether it is only found out at its trial if there is anything to check: where there is not, it has no verdict. */
    default boolean isOfWhatMayNotBe() {
        return false;
    }

    /** Whether it is read off what the engine keeps of the container's output. */
    default boolean isOfLog() {
        return metric().filter(MetricKind::isOfLog).isPresent();
    }

    /** The conclusion; absent while more measuring could turn it. */
    Optional<Conclusion> conclude(Evidence evidence);

    /** What a user can do where it escaped, a sentence with a full stop; empty where that depends. */
    String remedy();

    /**
     * A limit holds, against a load that comes by this route.
     *
     * @param tried the limit itself; where no load on the engine's host could press that, a smaller one of its kind
     */
    record Holds(Limit declared, Limit tried, Optional<Disk> disk, Route route) implements Check {
        public static Holds of(Limit limit) {
            return of(limit, Optional.empty(), Route.STRAIGHT);
        }

        public static Holds of(Limit limit, Optional<Disk> disk, Route route) {
            return new Holds(limit, limit, disk, route);
        }

        @Override
        public Place place() {
            return declared.place();
        }

        @Override
        public String subject() {
            return declared.key() + route.suffix();
        }

        @Override
        public String bound() {
            return tried.value();
        }

        @Override
        public Optional<Limit> limit() {
            return Optional.of(tried);
        }

        @Override
        public Optional<Sizes> sizes() {
            return tried.equals(declared) ? Optional.empty() : Optional.of(new Sizes(tried.value(), declared.value()));
        }

        @Override
        public boolean isBuffered() {
            return route == Route.BUFFERED;
        }

        @Override
        public Optional<MetricKind> metric() {
            return Optional.of(tried.metric());
        }

        @Override
        public Optional<Bound> edge() {
            return Optional.of(tried.limit());
        }

        @Override
        public Optional<Conclusion> conclude(Evidence evidence) {
            return tried.conclude(evidence);
        }

        @Override
        public String remedy() {
            return tried.remedy(route);
        }
    }

    /** A way round a limit is closed. */
    record Closed(Way leading, Limit declared, Optional<Disk> disk) implements Check {
        @Override
        public Place place() {
            return declared.place();
        }

        @Override
        public String subject() {
            return declared.key() + leading.suffix();
        }

        @Override
        public String bound() {
            return leading.bound(declared);
        }

        @Override
        public Optional<Limit> limit() {
            return Optional.of(declared);
        }

        @Override
        public Optional<Way> way() {
            return Optional.of(leading);
        }

        @Override
        public boolean isOfLog() {
            return leading.isOfLog();
        }

        @Override
        public Optional<Conclusion> conclude(Evidence evidence) {
            return leading.conclude(declared, evidence);
        }

        @Override
        public String remedy() {
            return leading.remedy();
        }
    }

    /** A measured value keeps to a bound, as a user claims. */
    record Keeps(Expectation.Measured expectation, Optional<Disk> disk) implements Check {
        @Override
        public Place place() {
            return expectation.place();
        }

        @Override
        public String subject() {
            return expectation.metric().key();
        }

        @Override
        public String bound() {
            return expectation.text();
        }

        @Override
        public Optional<MetricKind> metric() {
            return Optional.of(expectation.metric());
        }

        @Override
        public Optional<Bound> edge() {
            return Optional.of(expectation.bound());
        }

        @Override
        public Optional<Conclusion> conclude(Evidence evidence) {
            return new Rule(expectation.metric(), expectation.bound(), evidence.tolerance(), Optional.empty())
                    .decide(evidence.observed());
        }

        @Override
        public String remedy() {
            return "";
        }
    }

    /**
     * What a load takes, or how it ends, keeps to a bound, as a user claims.
     *
     * @param isTimed whether the trial says for how long the load runs
     */
    record Fits(Expectation.Fits claim, Optional<Disk> disk, boolean isTimed) implements Check {
        @Override
        public boolean needsPressure() {
            return false;
        }

        @Override
        public Place place() {
            return claim.place();
        }

        @Override
        public String subject() {
            return claim.metric().key() + " (fits)";
        }

        @Override
        public String bound() {
            return claim.text();
        }

        @Override
        public Optional<MetricKind> metric() {
            return Optional.of(claim.metric());
        }

        @Override
        public Optional<Bound> edge() {
            return Optional.of(claim.bound());
        }

        @Override
        public Optional<Conclusion> conclude(Evidence evidence) {
            return new Claim(claim.metric(), claim.bound(), evidence.tolerance().orElse(0), isTimed)
                    .decide(evidence.observed());
        }

        @Override
        public String remedy() {
            return "";
        }
    }

    /**
     * A load printed what a user claims.
     *
     * @param isTimed whether the trial says for how long the load runs
     */
    record Prints(Expectation.Prints claim, boolean isTimed) implements Check {
        @Override
        public boolean needsPressure() {
            return false;
        }

        @Override
        public Place place() {
            return claim.place();
        }

        @Override
        public String subject() {
            return "output (fits)";
        }

        @Override
        public String bound() {
            return "'" + claim.pattern() + "'";
        }

        @Override
        public Optional<Disk> disk() {
            return Optional.empty();
        }

        @Override
        public Optional<Conclusion> conclude(Evidence evidence) {
            Measurement measurement = evidence.observed().measurement();
            if (!measurement.ended()) {
                return Optional.empty();
            }
            Figure wanted = Figure.of(bound());
            String printed = measurement
                    .exit()
                    .map(exit -> exit.stdout() + exit.stderr())
                    .orElse("");
            Matcher found = claim.pattern().matcher(printed);
            String ran = Claim.howItRan(evidence.observed());
            return Claim.cutShort(evidence.observed(), isTimed, wanted)
                    .or(() -> Optional.of(
                            found.find()
                                    ? Conclusion.of("what was printed", Figure.of("'" + found.group() + "'"), wanted)
                                            .as(Outcome.HELD, ran)
                                    : Conclusion.of("what was printed", Figure.NONE, wanted)
                                            .as(
                                                    Outcome.ESCAPED,
                                                    "none of what was printed is that, " + ran
                                                            + evidence.observed()
                                                                    .failure())));
        }

        @Override
        public String remedy() {
            return "";
        }
    }
}
