package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.limit.Places;
import io.github.containerlimits.limit.Shown;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Served;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.Value;
import io.github.containerlimits.policy.DeclaredApp;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Bound.AtLeast;
import io.github.containerlimits.verdict.Bound.AtMost;
import io.github.containerlimits.verdict.Claim;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Figures;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is decided of the application itself. */
public sealed interface AppCheck extends Check
        permits AppCheck.Ready, AppCheck.Stays, AppCheck.Fits, AppCheck.InForce, BesideCheck {
    DeclaredApp app();

    @Override
    default Optional<Disk> disk() {
        return Optional.empty();
    }

    @Override
    default boolean needsPressure() {
        return false;
    }

    @Override
    default String remedy() {
        return "";
    }

    /** For how long it must stay each time that it is watched. */
    default AtLeast itsTime() {
        return new AtLeast(app().service().lasts().toMillis() / 1e3);
    }

    /** It is ready in time; of a job, it ends in time. */
    record Ready(DeclaredApp app) implements AppCheck {
        @Override
        public Place place() {
            return app.place();
        }

        @Override
        public String subject() {
            return app.name() + (app.service().isJob() ? " ends" : " ready");
        }

        @Override
        public String bound() {
            return inTime().figure(Dimension.SECONDS, 0).text();
        }

        private AtMost inTime() {
            return new AtMost(app.service().within().toMillis() / 1e3);
        }

        @Override
        public Optional<Conclusion> conclude(Evidence evidence) {
            Measurement measurement = evidence.observed().measurement();
            Optional<Life> lived = measurement.life();
            if (lived.isEmpty()) {
                return Optional.empty();
            }
            Life life = lived.get();
            Optional<Life.Span> took = app.service().isJob()
                    ? life.end().map(end -> new Life.Span(end.after(), end.after()))
                    : life.ready();
            if (took.isPresent()) {
                Figures figures = Figures.of(Dimension.SECONDS, took.get().high(), inTime(), 0);
                Conclusion conclusion = Conclusion.of(noun(), figures.measured(), figures.bound());
                return Optional.of(
                        took.get().low() > inTime().value()
                                ? conclusion.as(
                                        Outcome.ESCAPED,
                                        told(evidence)
                                                + Strain.late(
                                                        evidence.observed(),
                                                        took.get().high(),
                                                        inTime().value()))
                                : took.get().high() <= inTime().value()
                                        ? conclusion.as(Outcome.HELD, told(evidence))
                                        : conclusion.excused(Excuse.host("it became ready between "
                                                + Dimension.SECONDS.print(
                                                        took.get().low()) + " and "
                                                + Dimension.SECONDS.print(
                                                        took.get().high())
                                                + " after its start, and the bound lies between")));
            }
            if (!measurement.ended() && life.end().isEmpty()) {
                return Optional.empty();
            }
            Conclusion never = Conclusion.of(noun(), Figure.of("never"), Figure.of(bound()));
            return Optional.of(life.end()
                    .map(end -> never.as(Outcome.ESCAPED, Deaths.told(end, evidence.observed())))
                    .or(() -> Deaths.starved(evidence.observed(), Deaths.unready(life, evidence.observed()))
                            .map(never::excused))
                    .orElseGet(() -> never.as(Outcome.ESCAPED, Deaths.unready(life, evidence.observed()))));
        }

        private String noun() {
            return app.service().isJob() ? "time until it ended" : "time until it was ready";
        }

        private String told(Evidence evidence) {
            return app.service().isJob() ? Deaths.ended(evidence.observed()) : "it was asked by " + awaited(evidence);
        }

        private String awaited(Evidence evidence) {
            return evidence.observed()
                    .workload()
                    .service()
                    .flatMap(Service::readiness)
                    .map(readiness -> readiness.toString())
                    .orElse("what its image says of its health, or that it runs");
        }
    }

    /** It runs on, and stays ready, for as long as it is watched. */
    record Stays(DeclaredApp app) implements AppCheck {
        private static final String NOUN = "time for which it stayed";

        @Override
        public Place place() {
            return app.place();
        }

        @Override
        public String subject() {
            return app.name() + " stays";
        }

        @Override
        public String bound() {
            return itsTime().figure(Dimension.SECONDS, 0).text();
        }

        @Override
        public Optional<Conclusion> conclude(Evidence evidence) {
            Measurement measurement = evidence.observed().measurement();
            Optional<Life> lived = measurement.life();
            if (lived.isEmpty()) {
                return Optional.empty();
            }
            Life life = lived.get();
            Conclusion conclusion = Conclusion.of(NOUN, Figure.NONE, Figure.of(bound()));
            if (life.end().isPresent() && life.ready().isPresent()) {
                return Optional.of(after(life.end().get().after(), life)
                        .as(Outcome.ESCAPED, Deaths.told(life.end().get(), evidence.observed())));
            }
            if (life.lost().isPresent()) {
                Conclusion after = after(life.lost().get(), life);
                return Optional.of(Deaths.starved(evidence.observed(), Deaths.unready(life, evidence.observed()))
                        .map(after::excused)
                        .orElseGet(() -> after.as(Outcome.ESCAPED, Deaths.unready(life, evidence.observed()))));
            }
            if (life.lasted()) {
                return Optional.of(conclusion(itsTime().value())
                        .as(
                                Outcome.HELD,
                                "it ran on" + (life.unready().isEmpty() ? "" : ", though " + life.unready())));
            }
            return measurement.ended()
                    ? Optional.of(conclusion.as(
                            Outcome.UNPROVEN,
                            life.ready().isEmpty()
                                    ? "it was never ready, so it was not watched"
                                    : "its trial ended before that time was over"))
                    : Optional.empty();
        }

        private Conclusion after(double seconds, Life life) {
            double ready = life.ready().map(Life.Span::low).orElse(0.0);
            return conclusion(Math.max(0, seconds - ready));
        }

        private Conclusion conclusion(double seconds) {
            Figures figures = Figures.of(Dimension.SECONDS, seconds, itsTime(), 0);
            return Conclusion.of(NOUN, figures.measured(), figures.bound());
        }
    }

    /** What it takes keeps to a bound, from its start to the end of its time. */
    record Fits(DeclaredApp app, Expectation.Fits claim) implements AppCheck {
        @Override
        public Place place() {
            return claim.place();
        }

        @Override
        public String subject() {
            return app.name() + " " + claim.metric().key();
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

        /** Of an application that ended before its time nothing final is known: only what is above its bound already stays so. */
        @Override
        public Optional<Conclusion> conclude(Evidence evidence) {
            Claim rule = new Claim(
                    claim.metric(), claim.bound(), evidence.tolerance().orElse(0), true);
            Measurement measurement = evidence.observed().measurement();
            Optional<Life> life = measurement.life();
            boolean isWhole = life.filter(Life::lasted).isPresent()
                    || app.service().isJob() && life.flatMap(Life::end).isPresent();
            if (isWhole || !measurement.ended()) {
                return rule.decide(evidence.observed()).map(conclusion -> told(conclusion, evidence.observed()));
            }
            Optional<Value> value = claim.metric().read(evidence.observed());
            Optional<Conclusion> early = value.filter(read -> claim.metric().onlyGrows())
                    .flatMap(read -> rule.decide(evidence.observed()))
                    .filter(conclusion -> conclusion.outcome() == Outcome.ESCAPED);
            return early.or(() -> Optional.of(Conclusion.unproven(
                    bound(), "its time was cut short, and what it takes in all of it is not known")));
        }

        /** With what else is known; undecided where it or its loader was slow while others had the host's CPUs. */
        private Conclusion told(Conclusion conclusion, Observed observed) {
            boolean isTooSlow = conclusion.outcome() == Outcome.ESCAPED
                    && claim.metric().isSlowness(observed, claim.bound().edge());
            String words = observed.measurement()
                            .life()
                            .flatMap(Life::served)
                            .filter(any -> claim.metric().isOfHttp() && conclusion.outcome() != Outcome.UNPROVEN)
                            .map(Served::words)
                            .orElseGet(() -> Deaths.when(conclusion, claim.metric(), observed))
                    + (isTooSlow ? Strain.ending(observed) : "")
                    + (conclusion.outcome() == Outcome.ESCAPED ? Strain.needed(claim, observed) : "");
            boolean isSlow = isTooSlow
                    || claim.metric().isOfHttp() && observed.measurement().isLoaderLate();
            return Optional.of(words)
                    .filter(any -> isSlow)
                    .flatMap(any -> Deaths.starved(observed, words))
                    .map(conclusion::excused)
                    .orElseGet(() -> conclusion.withEvidence(words));
        }
    }

    /** The kernel shows its limits in its control group, for all of its life: without them, that it fits says nothing. */
    record InForce(DeclaredApp app, List<Limit> limits) implements AppCheck {
        public InForce {
            limits = List.copyOf(limits);
        }

        @Override
        public Place place() {
            return app.place();
        }

        @Override
        public String subject() {
            return app.name() + " limits";
        }

        @Override
        public String bound() {
            return "in force";
        }

        @Override
        public Optional<Conclusion> conclude(Evidence evidence) {
            Observed observed = evidence.observed();
            List<String> others = limits.stream()
                    .flatMap(limit ->
                            limit.mismatch(of(limit, observed)).map(text -> limit.key() + ": " + text).stream())
                    .toList();
            if (!others.isEmpty()) {
                return Optional.of(Conclusion.discarded(
                        bound(), "it ran without limits of its policy: " + String.join("; ", others)));
            }
            if (!observed.measurement().ended()) {
                return Optional.empty();
            }
            if (!observed.measurement().own().newest().isOfSomething()) {
                return Optional.of(Conclusion.unproven(
                        bound(),
                        observed.measurement().life().flatMap(Life::end).isPresent()
                                ? Excuse.load("it ended before its control group could be read")
                                : Excuse.engine("its control group could not be read")));
            }
            List<String> unseen = limits.stream()
                    .filter(limit -> isUnseen(limit, observed))
                    .map(Limit::key)
                    .toList();
            Figure inForce = Figure.of((limits.size() - unseen.size()) + " of " + limits.size());
            Conclusion conclusion = Conclusion.of("limits that its control group shows", inForce, Figure.of(bound()));
            return Optional.of(
                    unseen.isEmpty()
                            ? conclusion.as(Outcome.HELD, "its control group shows " + shown(observed))
                            : conclusion.excused(
                                    Excuse.engine("its control group does not show " + String.join(", ", unseen))));
        }

        private static boolean isUnseen(Limit limit, Observed observed) {
            Observed own = of(limit, observed);
            return limit.shown(own, own.measurement().own().newest()).isEmpty();
        }

        private String shown(Observed observed) {
            return limits.stream()
                    .map(limit -> shown(limit, of(limit, observed)))
                    .collect(Collectors.joining(", "));
        }

        private static String shown(Limit limit, Observed own) {
            Optional<Shown> shown = limit.shown(own, own.measurement().own().newest());
            return limit.key() + " " + shown.map(Shown::text).orElse("") + limit.remark(own);
        }

        /** With the disk that the limit is of. */
        private static Observed of(Limit limit, Observed observed) {
            Optional<Disk> disk = limit.target().flatMap(new Places(observed.host(), "")::find);
            return new Observed(
                    observed.measurement().asRead(), observed.host(), observed.workload(), disk, observed.isBuffered());
        }
    }
}
