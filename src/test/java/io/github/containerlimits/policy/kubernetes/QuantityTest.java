package io.github.containerlimits.policy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quantities by apimachinery's own table and rules, and beside fabric8's reading of them. */
class QuantityTest {
    private static final List<String> SUFFIXES = List.of(
            "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E3", "e-3",
            "E+2", "e0");

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0n, 0",
        "0e9999999, 0",
        "+0, 0",
        "1, 1",
        "+1, 1",
        "-1, -1",
        "-1Mi, -1048576",
        "010, 10",
        "5., 5",
        ".5, 0.5",
        "1.5Gi, 1610612736",
        "300m, 0.3",
        "512m, 0.512",
        "1n, 0.000000001",
        "3u, 0.000003",
        "1k, 1000",
        "1Ki, 1024",
        "1M, 1000000",
        "1Mi, 1048576",
        "1G, 1000000000",
        "1Gi, 1073741824",
        "1T, 1000000000000",
        "1Ti, 1099511627776",
        "1P, 1000000000000000",
        "1Pi, 1125899906842624",
        "1E, 1000000000000000000",
        "1Ei, 1152921504606846976",
        "1e3, 1000",
        "1E3, 1000",
        "1E+3, 1000",
        "1e-3, 0.001",
        "1.5e3, 1500"
    })
    void readsWhatKubernetesWrites(String text, String value) {
        assertThat(Quantity.parse(text).value()).isEqualByComparingTo(value);
    }

    /** quantity_test.go: TestQuantityParse has "1.1n" as 2n, and caps what an int64 can't hold. */
    @ParameterizedTest
    @CsvSource({
        "1.1n, 0.000000002",
        "-1.1n, -0.000000002",
        "0.1n, 0.000000001",
        "1e-99, 0.000000001",
        "1e-999999999, 0.000000001",
        ".00000000000000000001, 0.000000001",
        "9Ei, 9223372036854775807",
        "8Ei, 9223372036854775807",
        "-9Ei, -9223372036854775807",
        "10E, 9223372036854775807",
        "1e999999999, 9223372036854775807",
        "7Ei, 8070450532247928832"
    })
    void roundsUpToBillionthsAndCapsAtTheLargestNumber(String text, String value) {
        assertThat(Quantity.parse(text).value()).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "100u, 1, 1",
        "1500u, 1, 2",
        "300m, 1, 300",
        "1.0001, 2, 1001",
        "2, 2, 2000",
        "-1500u, -1, -2",
        "9Ei, 9223372036854775807, 9223372036854775807",
        "0, 0, 0"
    })
    void roundsUpToWholeUnitsAndToThousandths(String text, long whole, long thousandths) {
        Quantity quantity = Quantity.parse(text);
        assertThat(quantity.whole()).isEqualTo(whole);
        assertThat(quantity.thousandths()).isEqualTo(thousandths);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "512mb  | ; did you mean 512Mi, or 512M in powers of 1000?",
                "512MB  | ; did you mean 512Mi, or 512M in powers of 1000?",
                "1g     | ; did you mean 1Gi, or 1G in powers of 1000?",
                "64K    | ; did you mean 64Ki, or 64k in powers of 1000?",
                "1Gib   | ; did you mean 1Gi?",
                "1.5gib | ; did you mean 1.5Gi?",
                "512 Mi | ; did you mean 512Mi?",
                "512mi  | ; did you mean 512Mi?",
                "half   | , such as 500m, 512Mi or 1G",
                "50%    | , such as 500m, 512Mi or 1G"
            })
    void saysWhatIsMeantByOtherWords(String text, String instead) {
        assertThatThrownBy(() -> Quantity.parse(text))
                .hasMessage("'" + text + "' is no quantity of Kubernetes" + instead);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "-",
                ".",
                "+.",
                "1 ",
                " 1",
                "1e",
                "1e1.5",
                "1e3k",
                "1kk",
                "0x10",
                "1_000",
                "--1",
                "1i",
                "Ki",
                "١",
                "1e9999999999"
            })
    void refusesWhatIsNoQuantity(String text) {
        assertThatThrownBy(() -> Quantity.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatIsLongerThanAnyQuantity() {
        assertThat(Quantity.parse("1".repeat(64))).hasToString("9223372036854775807");
        assertThatThrownBy(() -> Quantity.parse("1".repeat(65))).isInstanceOf(IllegalArgumentException.class);
    }

    /** fabric8 does not round up to billionths and does not cap, which is done here to what it gives; and of Pi and Ei it has 16 digits. */
    @Test
    void readsAsFabric8Does() {
        Random random = new Random(20261125);
        BigDecimal most = BigDecimal.valueOf(Long.MAX_VALUE);
        int compared = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = written(random);
            BigDecimal other =
                    io.fabric8.kubernetes.api.model.Quantity.parse(text).getNumericalAmount();
            BigDecimal own = Quantity.parse(text).value();
            if (other.abs().compareTo(most) >= 0) {
                assertThat(own.abs()).as(text).isGreaterThan(most.multiply(new BigDecimal("0.99999")));
            } else if (other.scale() > 9) {
                assertThat(own).as(text).isEqualByComparingTo(other.setScale(9, RoundingMode.UP));
            } else if (text.matches(".*[PE]i")) {
                assertThat(own.subtract(other).abs())
                        .as(text)
                        .isLessThanOrEqualTo(other.abs().movePointLeft(14));
            } else {
                assertThat(own).as(text).isEqualByComparingTo(other);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(5_000);
    }

    private static String written(Random random) {
        String sign = List.of("", "", "+", "-").get(random.nextInt(4));
        String whole = new BigInteger(random.nextInt(1, 24), random).toString();
        String part = random.nextInt(3) == 0 ? "." + random.nextInt(10_000) : "";
        return sign + whole + part + SUFFIXES.get(random.nextInt(SUFFIXES.size()));
    }
}
