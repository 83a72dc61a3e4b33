package io.github.containerlimits.policy;

/**
 * What is to run beside an application.
 *
 * @param isInside whether in its container and its limits; otherwise in a container of its own without limits
 */
public record DeclaredStressor(Load load, boolean isInside) {}
