package io.github.containerlimits.plan;

import io.github.containerlimits.engine.RunningProcess;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Stressed;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.Value;
import io.github.containerlimits.policy.DeclaredApp;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.verdict.Claim;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Figures;
import io.github.containerlimits.verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The application bears the loads that run beside it: it runs on, stays ready, answers as is claimed of it, and where memory runs out in its container, it is
 * none of its own processes that the kernel kills.
 */
public record BesideCheck(DeclaredApp app) implements AppCheck {
    private static final String NOUN = "time for which it stayed beside other loads";

    @Override
    public Place place() {
        return app.place();
    }

    @Override
    public String subject() {
        return app.name() + " beside";
    }

    @Override
    public String bound() {
        return itsTime().figure(Dimension.SECONDS, 0).text();
    }

    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Observed alone = evidence.observed();
        Optional<Stressed> seen = alone.measurement().life().flatMap(Life::stressed);
        if (seen.isEmpty()) {
            return alone.measurement().ended()
                    ? Optional.of(Conclusion.unproven(
                            bound(), "nothing ran beside it, as it did not come through its time alone"))
                    : Optional.empty();
        }
        Stressed stressed = seen.get();
        if (stressed.unbegun().isPresent()) {
            return Optional.of(
                    Conclusion.unproven(bound(), Excuse.host(stressed.unbegun().get())));
        }
        Observed beside = new Observed(
                alone.measurement().besideLoads().orElseThrow(),
                alone.host(),
                alone.workload(),
                alone.disk(),
                alone.isBuffered());
        return Optional.of(died(stressed, beside)
                .or(() -> unpressed(stressed))
                .or(() -> lost(stressed, beside))
                .or(() -> broken(stressed, alone, beside))
                .or(() -> stressed.doubt().map(reason -> after(stressed).as(Outcome.UNPROVEN, reason)))
                .orElseGet(() -> stressed.lasted()
                        ? whole().as(Outcome.HELD, told(stressed, alone, beside))
                        : after(stressed).as(Outcome.UNPROVEN, "its trial ended before that time was over")));
    }

    private Conclusion after(Stressed stressed) {
        return conclusion(Math.min(stressed.seconds(), itsTime().value()));
    }

    private Conclusion whole() {
        return conclusion(itsTime().value());
    }

    private Conclusion conclusion(double seconds) {
        Figures figures = Figures.of(Dimension.SECONDS, seconds, itsTime(), 0);
        return Conclusion.of(NOUN, figures.measured(), figures.bound());
    }

    /** One of its own processes was killed, or it ended. */
    private Optional<Conclusion> died(Stressed stressed, Observed beside) {
        if (!stressed.victims().isEmpty()) {
            String victims =
                    stressed.victims().stream().map(RunningProcess::toString).collect(Collectors.joining(", "));
            boolean isMeant = stressed.stressors().stream().anyMatch(Stressed.Ran::isInside);
            return Optional.of(after(stressed)
                    .as(
                            Outcome.ESCAPED,
                            "the kernel killed the application's " + victims + " for want of memory"
                                    + (isMeant ? ", and not what took it: " : ", beside ")
                                    + names(stressed)
                                    + stressed.end()
                                            .map(end -> "; " + Deaths.told(end, beside))
                                            .orElse("")));
        }
        boolean isOwn =
                stressed.kills().orElse(0) > 0 && stressed.stressors().stream().noneMatch(Stressed.Ran::isInside);
        return stressed.end()
                .map(end -> Deaths.told(end, beside))
                .or(() -> isOwn
                        ? Optional.of("the kernel killed " + stressed.kills().getAsLong()
                                + " of its processes for want of memory")
                        : Optional.empty())
                .map(reason -> after(stressed).as(Outcome.ESCAPED, reason + "; beside it ran " + names(stressed)));
    }

    private static String names(Stressed stressed) {
        return stressed.stressors().stream().map(Stressed.Ran::toString).collect(Collectors.joining(", "));
    }

    /** A load that did not run proves nothing. */
    private Optional<Conclusion> unpressed(Stressed stressed) {
        return stressed.stressors().stream()
                .flatMap(ran -> ran.failure().stream().map(reason -> ran.name() + " was no stress: " + reason))
                .findFirst()
                .map(reason -> Conclusion.unproven(bound(), reason));
    }

    private Optional<Conclusion> lost(Stressed stressed, Observed beside) {
        return stressed.lost().map(reason -> {
            String words =
                    (reason.isEmpty() ? "it was no longer ready" : reason) + "; beside it ran " + names(stressed);
            return Deaths.starved(beside, words)
                    .map(after(stressed)::excused)
                    .orElseGet(() -> after(stressed).as(Outcome.ESCAPED, words));
        });
    }

    /** What is claimed of its answers is claimed beside other loads as well: the first claim that is broken, or of which nothing is known. */
    private Optional<Conclusion> broken(Stressed stressed, Observed alone, Observed beside) {
        List<Conclusion> open = new ArrayList<>();
        if (!stressed.lasted()) {
            return Optional.empty();
        }
        for (Expectation.Fits claim : app.claims()) {
            if (claim.metric().isOfHttp()) {
                new Claim(claim.metric(), claim.bound(), 0, true)
                        .decide(beside)
                        .filter(conclusion -> conclusion.outcome() != Outcome.HELD)
                        .map(conclusion -> told(conclusion, claim, stressed, alone, beside))
                        .ifPresent(open::add);
            }
        }
        return open.stream()
                .filter(conclusion -> conclusion.outcome() == Outcome.ESCAPED)
                .findFirst()
                .or(() -> open.stream().findFirst());
    }

    private Conclusion told(
            Conclusion conclusion, Expectation.Fits claim, Stressed stressed, Observed alone, Observed beside) {
        if (conclusion.outcome() != Outcome.ESCAPED) {
            return conclusion.withEvidence(claim.metric().key() + " beside other loads: " + conclusion.evidence());
        }
        String words = claim.metric().key() + " is above its bound: " + told(stressed, alone, beside);
        boolean isSlow = claim.metric().isSlowness(beside, claim.bound().edge());
        return Optional.of(words)
                .filter(any -> isSlow)
                .flatMap(any -> Deaths.starved(beside, words))
                .map(conclusion::excused)
                .orElseGet(() -> conclusion.withEvidence(words));
    }

    /** Both times against each other. */
    private String told(Stressed stressed, Observed alone, Observed beside) {
        List<String> words = new ArrayList<>();
        words.add("beside it ran " + names(stressed));
        if (app.service().http().isPresent()) {
            Stream.concat(
                            MetricKinds.ALL.stream()
                                    .filter(metric -> metric.partOfAnswers().isPresent()),
                            app.claims().stream().map(Expectation.Fits::metric).filter(MetricKind::isOfHttp))
                    .distinct()
                    .forEach(metric -> words.add(
                            metric.key() + " " + figure(metric, beside) + ", alone " + figure(metric, alone)));
        }
        words.add("CPU " + cpus(stressed.own()) + ", alone "
                + cpus(alone.measurement().own()));
        if (stressed.kills().orElse(0) > 0) {
            words.add("the kernel killed for want of memory, "
                    + stressed.kills().getAsLong() + " times, and no process that the application had all along");
        }
        return String.join("; ", words);
    }

    private static String figure(MetricKind metric, Observed observed) {
        return metric.read(observed)
                .map(Value::value)
                .map(value -> metric.dimension().print(value))
                .orElse(Figure.NONE.text());
    }

    /** Of all that ran in its control group. */
    private static String cpus(Series series) {
        OptionalDouble rate = series.running().isEmpty()
                ? OptionalDouble.empty()
                : new Series.Window(series.running().get(0), series.newest()).rate(Counters::cpuNanos);
        return rate.isPresent() ? Dimension.CPUS.print(rate.getAsDouble() / 1e9) : Figure.NONE.text();
    }
}
