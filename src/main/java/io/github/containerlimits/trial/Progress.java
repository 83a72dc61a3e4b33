package io.github.containerlimits.trial;

/** Where a verification says how far it is. */
@FunctionalInterface
public interface Progress {
    void say(String line);
}
