package io.github.containerlimits.policy.kubernetes;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of a resource as Kubernetes writes it, with a sign (apimachinery: {@code resource.Quantity}).
 *
 * @param value in units of the resource, CPUs or bytes; at most nine decimals, and within 2^63 - 1 either way
 */
record Quantity(BigDecimal value) {
    private static final Pattern SYNTAX =
            Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(?:([KMGTPE])i|([numkMGTPE])|[eE]([+-]?\\d{1,9}))?");
    private static final Pattern OTHERS =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgtpe])(i?)b?", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST = 64;
    private static final String BINARY = "KMGTPE";
    private static final String DECIMAL = "num kMGTPE";
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal LEAST = BigDecimal.valueOf(1, 9);

    /**
     * Reads a decimal number with one of n, u, m, k, M, G, T, P, E in powers of 1000, Ki, Mi, Gi, Ti, Pi, Ei in powers of 1024, an exponent
     * ({@code 1e3}), or nothing behind it. As in Kubernetes, what is finer than a billionth is rounded up to one, away from 0, and what is larger
     * than 2^63 - 1 is that.
     *
     * @throws IllegalArgumentException where the text is no quantity
     */
    static Quantity parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (text.length() > LONGEST || !matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no quantity of Kubernetes" + instead(text));
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        if (matcher.group(2) != null) {
            int power = 10 * (BINARY.indexOf(matcher.group(2)) + 1);
            return of(number.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(power))));
        }
        int power = 0;
        if (matcher.group(3) != null) {
            power = 3 * (DECIMAL.indexOf(matcher.group(3)) - DECIMAL.indexOf(' '));
        } else if (matcher.group(4) != null) {
            power = Integer.parseInt(matcher.group(4));
        }
        return of(number.scaleByPowerOfTen(power));
    }

    /** An exponent can make more digits than there is memory for: only as many are written out as can count. */
    private static Quantity of(BigDecimal exact) {
        if (exact.signum() == 0) {
            return new Quantity(BigDecimal.ZERO);
        }
        long digits = (long) exact.precision() - exact.scale();
        BigDecimal size = exact.abs();
        if (digits > MOST.precision() || digits >= 0 && size.compareTo(MOST) > 0) {
            size = MOST;
        } else if (digits < -LEAST.scale()) {
            size = LEAST;
        } else if (size.scale() > LEAST.scale()) {
            size = size.setScale(LEAST.scale(), RoundingMode.UP);
        }
        return new Quantity(exact.signum() < 0 ? size.negate() : size);
    }

    /** What is meant, where the text is in the words of Docker and Compose. */
    private static String instead(String text) {
        Matcher other = OTHERS.matcher(text);
        if (text.length() > LONGEST || !other.matches()) {
            return ", such as 500m, 512Mi or 1G";
        }
        String prefix = other.group(2).toUpperCase(Locale.ROOT);
        String binary = other.group(1) + prefix + "i";
        String decimal = other.group(1) + (prefix.equals("K") ? "k" : prefix);
        return other.group(3).isEmpty()
                ? "; did you mean " + binary + ", or " + decimal + " in powers of 1000?"
                : "; did you mean " + binary + "?";
    }

    /** The amount in whole units, rounded up, away from 0. */
    long whole() {
        return value.setScale(0, RoundingMode.UP).longValueExact();
    }

    /** The amount in thousandths, rounded up, away from 0; 2^63 - 1 where it would be more, either way. */
    long thousandths() {
        BigDecimal thousandths = value.movePointRight(3).setScale(0, RoundingMode.UP);
        return thousandths.min(MOST).max(MOST.negate()).longValueExact();
    }

    boolean isNegative() {
        return value.signum() < 0;
    }

    boolean isZero() {
        return value.signum() == 0;
    }

    /** The amount as a plain decimal number: {@code 0.512}. */
    @Override
    public String toString() {
        return isZero() ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
