package io.github.containerlimits.quantity;

import java.math.BigDecimal;

/**
 * A capacity in CPUs: seconds of CPU time a second.
 *
 * @param nano billionths of a CPU, 1 or more
 */
public record Cpus(long nano) {
    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000L);

    public Cpus {
        if (nano <= 0) {
            throw new IllegalArgumentException("number of CPUs is not above 0: "
                    + BigDecimal.valueOf(nano, 9).toPlainString());
        }
    }

    /**
     * Reads a decimal number of CPUs, {@code 0.5}, also with nothing on one side of its point, as Compose does.
     *
     * @throws IllegalArgumentException where the text is no decimal number above 0 with at most nine decimals, or above 9,999
     */
    public static Cpus parse(String text) {
        if (!text.matches("(?=\\.?\\d)\\d{0,4}(\\.\\d{0,9})?")) {
            throw new IllegalArgumentException(
                    text.matches("[1-9]\\d{0,5}m")
                            ? "'" + text + "' is Kubernetes' word for "
                                    + thousandths(text.substring(0, text.length() - 1))
                            : "'" + text + "' is no number of CPUs, such as 0.5");
        }
        return new Cpus(new BigDecimal(text).multiply(NANO).longValueExact());
    }

    private static String thousandths(String number) {
        return new BigDecimal(number).movePointLeft(3).stripTrailingZeros().toPlainString();
    }

    public double value() {
        return nano / 1e9;
    }

    @Override
    public String toString() {
        return BigDecimal.valueOf(nano, 9).stripTrailingZeros().toPlainString() + " CPUs";
    }
}
