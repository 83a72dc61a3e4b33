package io.github.containerlimits.quantity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintedTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1.000078, 1.00",
        "0.5036, 0.504",
        "0.99951, 1.00",
        "97.46, 97.5",
        "999.6, '1,000'",
        "19673.8, '19,700'",
        "1234567, '1,230,000'",
        "0.00001234, 0.0000123",
        "-2.5, -2.50",
        "-512, -512",
        "-19673.8, '-19,700'"
    })
    void whatWasMeasuredHasThreeSignificantDigits(double value, String text) {
        assertThat(Printed.of(value, Printed.DIGITS, "x")).hasToString(text + "x");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1, 1 B",
        "1023, '1,023 B'",
        "512.3, 512 B",
        "1024, 1.00 KiB",
        "16777216, 16.0 MiB",
        "268435456, 256 MiB",
        "315621376, 301 MiB",
        "1024000, '1,000 KiB'",
        "1048064, 1.00 MiB",
        "1048570, 1.00 MiB",
        "9.3e18, 8.07 EiB"
    })
    void bytesAreNotRoundedBeforeThePoint(double value, String text) {
        assertThat(Printed.bytes(value, Printed.DIGITS, "")).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.5",
        "1, 1",
        "0.125, 0.125",
        "12345, '12,345'",
        "1000, '1,000'",
        "0.333333, 0.333333",
        "0.3333333333, 0.333",
        "1234567, '1,230,000'"
    })
    void whatWasDeclaredIsAsExactAsThat(double value, String text) {
        assertThat(Printed.declared(value, Printed.DIGITS, digits -> Printed.of(value, digits, "x")))
                .hasToString(text + "x");
    }

    @Test
    void declaredBytesAreAsExactAsThat() {
        assertThat(Bytes.parse("256m")).hasToString("256 MiB");
        assertThat(Bytes.parse("1.5g")).hasToString("1.5 GiB");
        assertThat(Bytes.parse("1000000")).hasToString("977 KiB");
        assertThat(Bytes.of(Long.MAX_VALUE)).hasToString("8.00 EiB");
    }

    @Test
    void aPartOfOneIsPercent() {
        assertThat(Printed.percent(1 / 3.0, Printed.DIGITS)).hasToString("33.3%");
        assertThat(Printed.percent(1, Printed.DIGITS)).hasToString("100%");
    }

    /** Seeded, so that a failure comes again. */
    @Test
    void whatAReaderTakesItForIsNearTheValue() {
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            double value = Math.exp(random.nextDouble() * 60 - 18);
            int digits = 3 + random.nextInt(5);
            assertThat(Printed.of(value, digits, "").inBase().doubleValue())
                    .isBetween(value * (1 - 0.006), value * (1 + 0.006));
            assertThat(Printed.bytes(value, digits, "").inBase().doubleValue())
                    .isBetween(value * (1 - 0.006), value * (1 + 0.006));
            assertThat(Printed.percent(value, digits).inBase().doubleValue())
                    .isBetween(value * (1 - 0.006), value * (1 + 0.006));
        }
    }
}
