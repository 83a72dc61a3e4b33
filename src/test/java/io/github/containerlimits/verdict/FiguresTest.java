package io.github.containerlimits.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.verdict.Bound.AtLeast;
import io.github.containerlimits.verdict.Bound.AtMost;
import io.github.containerlimits.verdict.Bound.Within;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No figure is rounded to the other side of its bound. */
class FiguresTest {
    private static final Pattern NUMBER = Pattern.compile("([0-9,.]+) ?(%|CPUs|ms|s|/s|[KMGTPE]iB(?:/s)?|B(?:/s)?|)");

    @Test
    void threeDigitsDoMostly() {
        assertThat(Figures.of(Dimension.CPUS, 0.50412, new AtMost(0.5), 0.1))
                .extracting(
                        figures -> figures.measured().text(),
                        figures -> figures.bound().text())
                .containsExactly("0.504 CPUs", "≤ 0.5 CPUs (±10%)");
    }

    @Test
    void moreAreShownBesideTheBound() {
        assertThat(measured(0.5004, new AtMost(0.5), 0)).isEqualTo("0.5004 CPUs");
        assertThat(measured(0.4996, new AtMost(0.5), 0))
                .as("held, and reads so")
                .isEqualTo("0.500 CPUs");
        assertThat(measured(0.4996, new AtLeast(0.5), 0)).isEqualTo("0.4996 CPUs");
        assertThat(measured(0.5000001, new AtMost(0.5), 0)).isEqualTo("0.5000001 CPUs");
    }

    @Test
    void moreAreShownBesideTheToleranceOfTheBound() {
        assertThat(measured(0.5504, new AtMost(0.5), 0.1)).isEqualTo("0.5504 CPUs");
        assertThat(measured(0.5496, new AtMost(0.5), 0.1)).isEqualTo("0.550 CPUs");
        assertThat(measured(0.4504, new AtLeast(0.5), 0.1)).isEqualTo("0.450 CPUs");
        assertThat(measured(0.4496, new AtLeast(0.5), 0.1)).isEqualTo("0.4496 CPUs");
    }

    @Test
    void theBoundHasMoreDigitsAsWellWhereItIsNotExact() {
        Figures figures = Figures.of(Dimension.BYTES, 1_000_100, new AtMost(1_000_000), 0);

        assertThat(figures.bound().text()).isEqualTo("≤ 976.6 KiB");
        assertThat(figures.measured().text()).isEqualTo("976.7 KiB");
    }

    private static String measured(double value, Bound bound, double tolerance) {
        return Figures.of(Dimension.CPUS, value, bound, tolerance).measured().text();
    }

    /** What a reader computes from the texts alone comes to the same side as the exact numbers, also a hair from a bound. */
    @ParameterizedTest
    @EnumSource(Dimension.class)
    void theTextsAreOnTheSideOfTheNumbers(Dimension dimension) {
        Random random = new Random(11);
        List<Double> tolerances = List.of(0.0, 0.01, 0.025, 0.1, 0.2);
        for (int i = 0; i < 3_000; i++) {
            boolean isWhole = dimension == Dimension.COUNT || dimension == Dimension.BYTES;
            double value =
                    isWhole ? Math.rint(Math.exp(random.nextDouble() * 30)) : Math.exp(random.nextDouble() * 20 - 8);
            double tolerance = tolerances.get(random.nextInt(tolerances.size()));
            double shift = Math.pow(10, -random.nextInt(8)) * (random.nextDouble() - 0.5);
            double far = value * (1 + shift) * (random.nextBoolean() ? 1 + tolerance : 1);
            double other = isWhole ? Math.rint(far) : far;
            Bound bound = switch (random.nextInt(3)) {
                case 0 -> new AtMost(value);
                case 1 -> new AtLeast(value);
                default -> new Within(value, value / 5);
            };

            Figures figures = Figures.of(dimension, other, bound, tolerance);

            double seen = number(figures.measured().text());
            Bound read = read(figures.bound().text());
            for (double part : List.of(0.0, tolerance)) {
                assertThat(isWithin(seen, read, part))
                        .as("%s is %s of %s, read as %s of %s", dimension, other, bound, seen, figures)
                        .isEqualTo(isWithin(other, bound, part));
            }
        }
    }

    private static boolean isWithin(double value, Bound bound, double tolerance) {
        return bound.low(tolerance) <= value && value <= bound.high(tolerance);
    }

    private static Bound read(String text) {
        if (text.startsWith("≤ ")) {
            return new AtMost(number(text.substring(2)));
        }
        if (text.startsWith("≥ ")) {
            return new AtLeast(number(text.substring(2)));
        }
        String[] both = text.split(" ± ");
        return new Within(number(both[0]), number(both[1]));
    }

    private static double number(String text) {
        Matcher matcher = NUMBER.matcher(text);
        assertThat(matcher.lookingAt()).as(text).isTrue();
        java.math.BigDecimal number = new java.math.BigDecimal(matcher.group(1).replace(",", ""));
        String unit = matcher.group(2).replace("/s", "");
        if (unit.equals("%")) {
            return number.movePointLeft(2).doubleValue();
        }
        if (unit.equals("ms")) {
            return number.movePointLeft(3).doubleValue();
        }
        int power = unit.endsWith("B")
                ? List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB").indexOf(unit)
                : 0;
        return number.multiply(java.math.BigDecimal.valueOf(1024).pow(power)).doubleValue();
    }
}
