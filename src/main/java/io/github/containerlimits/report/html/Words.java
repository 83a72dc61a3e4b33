package io.github.containerlimits.report.html;

import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Pieces that more than one part of a page has. */
final class Words {
    /** Characters of a sentence from outside; of an output its end is kept. */
    private static final int LONGEST = 3000;

    private Words() {}

    /** {@code held}, or another outcome, in a colour by what becomes of the build. */
    static Markup outcome(Verdict verdict) {
        return Markup.tag("span").with("class", "tag " + tone(verdict)).of(mark(verdict) + " " + word(verdict));
    }

    private static String word(Verdict verdict) {
        String outcome = verdict.outcome().toString();
        return verdict.outcome() == Outcome.HELD
                ? outcome
                : outcome + (verdict.passes() ? verdict.isToWarnOf() ? " (warning)" : " (passed over)" : "");
    }

    private static String mark(Verdict verdict) {
        return verdict.outcome() == Outcome.HELD ? "✓" : verdict.passes() ? "!" : "✗";
    }

    static String tone(Verdict verdict) {
        return verdict.outcome() == Outcome.HELD ? "good" : verdict.passes() ? "odd" : "bad";
    }

    /** A list of what a reader looks up by its name; what is empty is left out. */
    static Markup facts(List<Fact> facts) {
        List<Markup> parts = facts.stream()
                .filter(fact -> !fact.value().toString().isEmpty())
                .flatMap(fact -> Stream.of(Markup.of("dt", fact.name()), Markup.of("dd", fact.value())))
                .toList();
        return parts.isEmpty() ? Markup.NONE : Markup.tag("dl").of(parts);
    }

    /** A name and what it is. */
    record Fact(String name, Markup value) {
        static Fact of(String name, String value) {
            return new Fact(name, Markup.text(cut(value)));
        }

        static Fact of(String name, Optional<String> value) {
            return of(name, value.orElse(""));
        }

        static Fact ofCode(String name, String value) {
            return new Fact(name, value.isEmpty() ? Markup.NONE : Markup.of("code", cut(value)));
        }
    }

    static Markup list(List<String> items) {
        return items.isEmpty()
                ? Markup.NONE
                : Markup.tag("ul")
                        .of(items.stream()
                                .map(item -> Markup.of("li", cut(item)))
                                .toList());
    }

    /** A block of text as it stands; one that is wider than the page can be scrolled from the keyboard. */
    static Markup block(String name, String text) {
        return Markup.tag("pre")
                .with("tabindex", "0")
                .with("role", "region")
                .with("aria-label", name)
                .of(Markup.text(text));
    }

    /** The beginning of a long sentence. */
    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** The end of an output, from a whole character on. */
    static String tail(String output, int most) {
        if (output.length() <= most) {
            return output;
        }
        int from = output.length() - most;
        return "…" + output.substring(Character.isLowSurrogate(output.charAt(from)) ? from + 1 : from);
    }
}
