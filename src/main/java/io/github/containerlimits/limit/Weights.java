package io.github.containerlimits.limit;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** What part of contended CPUs follows from CPU shares, by each way in which a runtime turns shares into a weight. */
final class Weights {
    private Weights() {}

    /** cgroup v1: the shares are the weight. */
    static double shares(double shares) {
        return shares;
    }

    /** cgroup v2, older runtimes: 2 to 262144 shares become 1 to 10000, linearly (runc before 1.3.1, OCI runtime specification). */
    static double linear(double shares) {
        return 1 + Math.floor((shares - 2) * 9999 / 262142);
    }

    /** cgroup v2, newer runtimes: {@code 10^((l² + 125 l) / 612 − 7/34)} with l the binary logarithm of the shares (runc 1.3.1, crun 1.23). */
    static double logarithmic(double shares) {
        double log = Math.log(shares) / Math.log(2);
        return Math.ceil(Math.pow(10, (log * log + 125 * log) / 612 - 7.0 / 34));
    }

    static double part(double own, List<Double> rivals, DoubleUnaryOperator weight) {
        double rivalsTogether = rivals.stream()
                .mapToDouble(rival -> weight.applyAsDouble(rival))
                .sum();
        return weight.applyAsDouble(own) / (weight.applyAsDouble(own) + rivalsTogether);
    }
}
