package io.github.containerlimits.quantity;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number of bytes, 0 or more.
 *
 * @param value the number of bytes, 0 to {@link Long#MAX_VALUE}
 */
public record Bytes(long value) implements Comparable<Bytes> {
    private static final Pattern SYNTAX = Pattern.compile(
            "(?=\\.?\\d)(\\d{0,19}(?:\\.\\d{0,9})?) ?(?:([kmgtp])(?:i?b)?|b)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern KUBERNETES = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)([KMGTP])i");
    private static final String PREFIXES = "kmgtp";

    public Bytes {
        if (value < 0) {
            throw new IllegalArgumentException("size is negative: " + value);
        }
    }

    public static Bytes of(long value) {
        return new Bytes(value);
    }

    public static Bytes ofMebibytes(long mebibytes) {
        return new Bytes(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /**
     * Reads a size as Docker and Compose write it: a decimal number and one of b, k, kb, m, mb, g, gb, t, tb (also kib …), upper or
     * lower case, all in powers of 1024; no unit means bytes.
     *
     * @throws IllegalArgumentException where the text is no size, or is larger than {@link Long#MAX_VALUE} bytes
     */
    public static Bytes parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            Matcher kubernetes = KUBERNETES.matcher(text);
            throw new IllegalArgumentException(
                    kubernetes.matches()
                            ? "'" + text + "' is Kubernetes' word for " + kubernetes.group(1)
                                    + kubernetes.group(2).toLowerCase(Locale.ROOT)
                            : "'" + text + "' is no size, such as 512m, 1g or 65536");
        }
        @Nullable String prefix = matcher.group(2);
        int shift = prefix == null ? 0 : 10 * (PREFIXES.indexOf(prefix.toLowerCase(Locale.ROOT)) + 1);
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("'" + text + "' is more bytes than an engine can count");
        }
        return new Bytes(bytes.longValue());
    }

    /**
     * The same, where it must not be below another size.
     *
     * @param why what that other size is, for the message: "the least that an engine takes"
     * @throws IllegalArgumentException where it is
     */
    public static Bytes parse(String text, Bytes least, String why) {
        Bytes bytes = parse(text);
        if (bytes.compareTo(least) < 0) {
            throw new IllegalArgumentException("'" + text + "' is below " + least + ", " + why);
        }
        return bytes;
    }

    /** This many times the size, rounded up; {@link Long#MAX_VALUE} where it would be more. */
    public Bytes times(double factor) {
        return new Bytes((long) Math.ceil(value * factor));
    }

    public Bytes plus(Bytes other) {
        return new Bytes(Math.addExact(value, other.value));
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(value, other.value);
    }

    /** As it is {@linkplain Printed printed} where it is declared: {@code 512 MiB}, {@code 301.5 MiB}. */
    @Override
    public String toString() {
        return Printed.declared(this).toString();
    }
}
