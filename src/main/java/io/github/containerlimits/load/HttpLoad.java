package io.github.containerlimits.load;

import java.util.Map;

/**
 * Requests to an application that begin at a constant rate, whether or not earlier ones were answered.
 *
 * @param port that it listens on, in its own network
 * @param path with its slash
 * @param headers beside those that any request has
 * @param body of each; empty for none
 * @param rate requests a second, {@value #LEAST} to {@value #MOST}
 */
public record HttpLoad(int port, String path, String method, Map<String, String> headers, String body, double rate) {
    /** The lowest rate, a second. */
    public static final double LEAST = 0.1;

    /** The highest rate, a second: one in each step of the loader's clock. */
    public static final double MOST = 1000;

    private static final int MOST_AT_ONCE = 50;
    private static final double INEXACT = 0.01;

    public HttpLoad {
        headers = Map.copyOf(headers);
    }

    /**
     * When requests begin: as many at once, again and again. As few at once as come within 1 % of the rate in whole milliseconds.
     *
     * @param atOnce at least 1
     * @param milliseconds from one beginning to the next, at least 1
     */
    public record Pace(int atOnce, long milliseconds) {
        /** Requests a second. */
        public double rate() {
            return atOnce * 1e3 / milliseconds;
        }
    }

    /** See {@link Pace}. */
    public Pace pace() {
        Pace nearest = pace(1);
        for (int atOnce = 1; atOnce <= MOST_AT_ONCE && isInexact(nearest); atOnce++) {
            Pace pace = pace(atOnce);
            nearest = Math.abs(pace.rate() - rate) < Math.abs(nearest.rate() - rate) ? pace : nearest;
        }
        return nearest;
    }

    private Pace pace(int atOnce) {
        return new Pace(atOnce, Math.max(1, Math.round(atOnce * 1e3 / rate)));
    }

    private boolean isInexact(Pace pace) {
        return Math.abs(pace.rate() - rate) > INEXACT * rate;
    }

    /** As a reader knows it: {@code GET :8080/work}. */
    @Override
    public String toString() {
        return method + " :" + port + path;
    }
}
