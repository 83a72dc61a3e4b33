package io.github.containerlimits.report.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LettersTest {
    private static final String LINE = "0.5 CPUs ≤ 1 CPUs (±10%), ≥ 2 – 3 × 4 → a…";

    @Test
    void writesSignsInAsciiWhereTheReaderKnowsNoMore() {
        assertThat(new Letters(StandardCharsets.US_ASCII).shown(LINE))
                .isEqualTo("0.5 CPUs <= 1 CPUs (+-10%), >= 2 - 3 x 4 -> a...");
    }

    @Test
    void leavesThemWhereTheyCanBeRead() {
        assertThat(new Letters(StandardCharsets.UTF_8).shown(LINE)).isEqualTo(LINE);
    }

    @Test
    void leavesEachThatTheReaderKnows() {
        assertThat(new Letters(StandardCharsets.ISO_8859_1).shown("Größe ≤ 1 (±1%)"))
                .isEqualTo("Größe <= 1 (±1%)");
    }

    @Test
    void leavesWhatHasNoWordInAscii() {
        assertThat(new Letters(StandardCharsets.US_ASCII).shown("zählen ≤ 1")).isEqualTo("zählen <= 1");
    }
}
