package io.github.containerlimits.policy.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpolationTest {
    private static final Map<String, String> VARIABLES = Map.of("SET", "512m", "EMPTY", "", "_x9", "y");

    private final List<String> unset = new ArrayList<>();
    private final Interpolation interpolation =
            new Interpolation(name -> Optional.ofNullable(VARIABLES.get(name)), unset::add);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            emptyValue = "",
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock = """
            plain                      | plain
            $SET                       | 512m
            ${SET}                     | 512m
            a$SET-b${_x9}c             | a512m-byc
            ${SET:-d}                  | 512m
            ${SET-d}                   | 512m
            ${EMPTY:-d}                | d
            ${EMPTY-d}                 | ''
            ${NONE:-d}                 | d
            ${NONE-d}                  | d
            ${NONE-}                   | ''
            ${NONE:-${EMPTY:-${SET}}}  | 512m
            ${NONE:-a${SET}b}          | a512mb
            ${NONE:-$SET:?x}           | 512m:?x
            ${SET:?needed}             | 512m
            ${EMPTY?needed}            | ''
            ${SET:+r}                  | r
            ${SET+$_x9}                | y
            ${EMPTY:+r}                | ''
            ${EMPTY+r}                 | r
            ${NONE+r}                  | ''
            $$SET                      | $SET
            $${SET}                    | ${SET}
            $$$SET                     | $512m
            ${NONE:-$$}                | $
            """)
    void putsValuesInTheirPlaces(String text, String expected) {
        assertThat(interpolation.of(text)).isEqualTo(expected);
        assertThat(unset).isEmpty();
    }

    @Test
    void whatIsNotSetIsBlankAndTold() {
        assertThat(interpolation.of("${NONE}m$OTHER")).isEqualTo("m");
        assertThat(unset).containsExactly("NONE", "OTHER");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $                  | invalid interpolation format: '$'. You may need to escape any $ with another $
            50$ a day          | invalid interpolation format: '50$ a day'. You may need to escape any $ with another $
            ${                 | invalid interpolation format: '${'. You may need to escape any $ with another $
            ${}                | invalid interpolation format: '${}'. You may need to escape any $ with another $
            ${SET              | invalid interpolation format: '${SET'. You may need to escape any $ with another $
            ${9}               | invalid interpolation format: '${9}'. You may need to escape any $ with another $
            ${SET/a/b}         | invalid interpolation format: '${SET/a/b}'. You may need to escape any $ with another $
            ${SET:}            | invalid interpolation format: '${SET:}'. You may need to escape any $ with another $
            ${NONE:?say $_x9}  | required variable NONE is missing a value: say y
            ${EMPTY:?}         | required variable EMPTY is missing a value
            ${NONE?}           | required variable NONE is missing a value
            """)
    void saysWhatIsWrongInComposesWords(String text, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> interpolation.of(text))
                .withMessage(message);
    }

    @Test
    void neitherDepthNorLengthIsUnbounded() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> interpolation.of("${NONE:-".repeat(5000) + "}".repeat(5000)))
                .withMessageContaining("more than 32 times");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> interpolation.of("$SET".repeat(20_000)))
                .withMessageContaining("longer than 65536 characters");
    }
}
