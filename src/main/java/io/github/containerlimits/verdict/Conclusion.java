package io.github.containerlimits.verdict;

/**
 * The judge's word on one check.
 *
 * @param quantity what was measured, in words
 * @param measured with its unit, {@code -} where there is none
 * @param bound with its unit and tolerance
 * @param evidence what the kernel said, or the reason: a sentence without a full stop
 * @param remedy what to do; empty where there is nothing to do
 */
public record Conclusion(
        Outcome outcome, String quantity, String measured, String bound, String evidence, String remedy) {
    public static Conclusion unsupported(String bound, String evidence) {
        return new Conclusion(Outcome.UNSUPPORTED, "", "-", bound, evidence, Remedies.UNSUPPORTED);
    }

    static Conclusion discarded(String bound, String evidence) {
        return new Conclusion(Outcome.DISCARDED, "", "-", bound, evidence, "");
    }

    public static Conclusion unproven(String measured, String bound, String evidence) {
        return new Conclusion(Outcome.UNPROVEN, "", measured, bound, evidence, "");
    }

    Conclusion as(Outcome other, String because) {
        return new Conclusion(other, quantity, measured, bound, because, remedy);
    }

    Conclusion withRemedy(String text) {
        return new Conclusion(outcome, quantity, measured, bound, evidence, text);
    }
}
