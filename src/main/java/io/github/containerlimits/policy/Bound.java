package io.github.containerlimits.policy;

/** What a measured value must keep to, in the metric's base unit (CPUs, parts of 1, bytes, a count). */
public sealed interface Bound {
    /** At most the value: {@code <= 100}. */
    record AtMost(double value) implements Bound {}

    /** At least the value: {@code >= 1.9}. */
    record AtLeast(double value) implements Bound {}

    /** Within the distance of the value: {@code 50% ± 10%}, which is 40 % to 60 %. */
    record Within(double value, double distance) implements Bound {}
}
