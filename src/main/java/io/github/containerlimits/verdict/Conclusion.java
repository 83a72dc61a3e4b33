package io.github.containerlimits.verdict;

/**
 * The word on one check.
 *
 * @param quantity what was measured, in words
 * @param bound with its tolerance
 * @param evidence what the kernel said, or the reason: a sentence without a full stop
 * @param remedy what to do; empty where there is nothing to do
 */
public record Conclusion(
        Outcome outcome, String quantity, Figure measured, Figure bound, String evidence, String remedy) {
    /** One that is still to be given its outcome and its evidence. */
    public static Conclusion of(String quantity, Figure measured, Figure bound) {
        return new Conclusion(Outcome.UNPROVEN, quantity, measured, bound, "", "");
    }

    public static Conclusion unsupported(String bound, String evidence) {
        return of("", Figure.NONE, Figure.of(bound)).as(Outcome.UNSUPPORTED, evidence);
    }

    public static Conclusion discarded(String bound, String evidence) {
        return of("", Figure.NONE, Figure.of(bound)).as(Outcome.DISCARDED, evidence);
    }

    public static Conclusion unproven(String bound, String evidence) {
        return unproven(Figure.NONE, Figure.of(bound), evidence);
    }

    public static Conclusion unproven(Figure measured, Figure bound, String evidence) {
        return of("", measured, bound).as(Outcome.UNPROVEN, evidence);
    }

    public Conclusion as(Outcome other, String because) {
        return new Conclusion(other, quantity, measured, bound, because, remedy);
    }

    public Conclusion withRemedy(String text) {
        return new Conclusion(outcome, quantity, measured, bound, evidence, text);
    }
}
