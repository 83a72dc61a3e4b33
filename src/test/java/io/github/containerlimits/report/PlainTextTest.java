package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlainTextTest {
    /** A command may be a whole program, and stands in each line that was not held. */
    @Test
    void aLongLoadIsALineOnAConsole() {
        assertThat(PlainText.load("stress --cpu 2")).isEqualTo("stress --cpu 2");
        assertThat(PlainText.load("node -e " + "x".repeat(1000))).hasSize(100).endsWith("x…");
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments("shop:1.4", "shop:1.4"),
                arguments("≤ 0.5 CPUs ± 10%", "≤ 0.5 CPUs ± 10%"),
                arguments("", ""),
                arguments("a\nb\tc\r", "a\\nb\\tc\\r"),
                arguments("\u001b[31mred\u001b[0m", "\\u001b[31mred\\u001b[0m"),
                arguments("left\u202eright", "left\\u202eright"),
                arguments("\udb40\udc41", "\\u{e0041}"),
                arguments("\u0000", "\\u0000"),
                arguments("\ud800", "\\ud800"),
                arguments("\u2028", "\\u2028"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void whatATerminalWouldObeyIsWrittenOut(String text, String line) {
        assertThat(PlainText.oneLine(text, 100)).isEqualTo(line);
    }

    @Test
    void aLongTextEndsWithAnEllipsis() {
        assertThat(PlainText.oneLine("0123456789", 10)).isEqualTo("0123456789");
        assertThat(PlainText.oneLine("0123456789A", 10)).isEqualTo("012345678…");
    }

    @Test
    void anEscapeIsNotCutInTwo() {
        assertThat(PlainText.oneLine("0123456\u001bx", 10)).isEqualTo("0123456…");
    }
}
