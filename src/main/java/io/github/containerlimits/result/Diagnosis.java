package io.github.containerlimits.result;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.limit.LimitKind;
import io.github.containerlimits.limit.LimitKinds;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What an engine can enforce.
 *
 * @param image of the containers in which that was found out
 * @param premises what of the engine and of its host limits depend on, in the order in which they are told
 * @param abilities one for each kind of limit, in the order of all kinds
 */
public record Diagnosis(
        EngineFacts engine, Image image, List<Premise> premises, List<Ability> abilities, Duration took) {
    public Diagnosis {
        premises = List.copyOf(premises);
        abilities = abilities.stream()
                .sorted(Comparator.comparingInt(ability -> LimitKinds.ALL.indexOf(ability.kind())))
                .toList();
    }

    /**
     * Something that limits depend on.
     *
     * @param name in a word or two: "swap"
     * @param text a sentence without a full stop
     * @param advice what would let more limits be enforced: sentences with full stops; empty where nothing is to be said
     * @param basis how it is known
     */
    public record Premise(String name, String text, String advice, Basis basis) {
        /** One that the kernel showed, and on which nothing is to be advised. */
        public static Premise seen(String name, String text) {
            return new Premise(name, text, "", Basis.SEEN);
        }

        /** One that the engine says, and on which nothing is to be advised. */
        public static Premise said(String name, String text) {
            return new Premise(name, text, "", Basis.SAID);
        }

        public Premise advising(String what) {
            return new Premise(name, text, what, basis);
        }
    }

    /**
     * Whether the engine enforces a kind of limit.
     *
     * @param asked the limit that it was asked for
     * @param why what the kernel showed or the engine said: a sentence without a full stop
     * @param advice what would enable it: sentences with full stops; empty where it is enforced, or nothing is known that would
     * @param basis how it is known
     */
    public record Ability(LimitKind kind, String asked, Word word, String why, String advice, Basis basis) {}

    /** Whether a limit is enforced. */
    public enum Word {
        YES,
        /** The engine refuses it, or its host has nothing that it could be applied to. */
        NO,
        /** The engine takes it, and makes nothing of it. */
        DISCARDED,
        /** Nothing shows it on this host. */
        UNKNOWN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How something is known. */
    public enum Basis {
        /** By the engine's own words: its answers, its warnings, its refusals. */
        SAID,
        /** By what the kernel shows in a container that was made with it. */
        SEEN,
        /** By a load that pressed it. */
        TRIED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
