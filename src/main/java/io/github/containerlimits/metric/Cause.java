package io.github.containerlimits.metric;

import java.util.Locale;

/** Whose it is that nothing follows from a measurement. */
public enum Cause {
    /** The engine's host has too little, or its kernel shows too little. */
    HOST("Run it on a host that can bear a load which presses the limit, or set on_unproven for it to warn."),

    /** The engine does not show what is needed, or refuses it. */
    ENGINE("Use an engine that applies and shows it, or set on_unproven for it to warn."),

    /** Others on the host, who may be gone a moment later. */
    NEIGHBOURS("Give the goal more patience, or a host with fewer others on it."),

    /** The load did not press it, failed, or was cut short; or none can. */
    LOAD("Give the trial a load that presses the limit, or set on_unproven for it to warn.");

    private final String remedy;

    Cause(String remedy) {
        this.remedy = remedy;
    }

    /** What to do, with the setting that helps: a sentence with a full stop. */
    public String remedy() {
        return remedy;
    }

    /** As a report prints it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
