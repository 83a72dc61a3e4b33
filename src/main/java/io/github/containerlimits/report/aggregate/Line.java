package io.github.containerlimits.report.aggregate;

import io.github.containerlimits.verdict.Outcome;

/**
 * One verdict of a report, as far as others are laid beside it.
 *
 * @param subject the limit's key, or the metric
 * @param place where it is declared: {@code limits.yaml:3:9}
 * @param measured with its unit; {@code -} where nothing was
 * @param bound with its unit and tolerance
 * @param wayRound whether it is of a way round the limit
 * @param passes whether a build goes on with it
 * @param seconds how long its trial took
 */
public record Line(
        String subject,
        String place,
        Outcome outcome,
        boolean passes,
        boolean wayRound,
        String measured,
        String bound,
        String evidence,
        double seconds) {
    /** What counts as the same in another report: the place moves with each edit of the policy. */
    boolean isOfTheSame(Line other) {
        return subject.equals(other.subject) && wayRound == other.wayRound;
    }

    /** How grave it is: 0 where a build fails, then what only warns or is passed over, then what was held. */
    public int grade() {
        return !passes ? 0 : outcome != Outcome.HELD ? 1 : 2;
    }
}
