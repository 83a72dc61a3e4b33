package io.github.containerlimits.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and lines are read off the kernel's files as it writes them, and nothing else is taken for one. */
class CgroupTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "'268435456\n', 268435456",
        "'-1\n', -1",
        "-999999999999999999, -999999999999999999",
        "999999999999999999, 999999999999999999",
        "9223372036854771712, 9223372036854771712",
        "9223372036854775808, 9223372036854775807",
        "18446744073709551615, 9223372036854775807"
    })
    void aNumberIsReadAndAUint64ThatIsTooLargeIsTheLargest(String text, long number) {
        assertThat(CgroupText.parse(text)).hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "max",
                "-",
                "+5",
                "12x",
                "1 2",
                "1.5",
                "٣",
                "184467440737095516150",
                "-1000000000000000000"
            })
    void whatIsNoNumberOfTheKernelsIsAbsent(String text) {
        assertThat(CgroupText.parse(text)).isEqualTo(OptionalLong.empty());
    }

    @Test
    void aLineIsFoundByHowItBeginsWhereverItStands() {
        String stat = "nr_periods 10\nnr_throttled 7\nthrottled_usec 12";

        assertThat(CgroupText.line(stat, "nr_periods ")).hasValue("10");
        assertThat(CgroupText.line(stat, "nr_throttled ")).hasValue("7");
        assertThat(CgroupText.line(stat, "throttled_usec ")).hasValue("12");
        assertThat(CgroupText.line(stat, "periods ")).as("amid a line").isEmpty();
        assertThat(CgroupText.line(stat, "usage_usec ")).as("none").isEmpty();
        assertThat(CgroupText.line("", "usage_usec ")).as("of an empty file").isEmpty();
    }
}
