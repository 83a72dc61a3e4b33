package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceLineTest {
    @TempDir
    Path directory;

    private Optional<SourceLine> line(String text, int line, int column) throws IOException {
        Files.writeString(directory.resolve("limits.yaml"), text);
        return SourceLine.of(directory, new Place("limits.yaml", line, column));
    }

    @Test
    void theCaretStandsBelowTheColumn() throws IOException {
        SourceLine line = line("limits:\r\n  mem_limit: 512q\r\n", 2, 14).orElseThrow();

        assertThat(line.text()).isEqualTo("  mem_limit: 512q");
        assertThat(line.caret()).isEqualTo("             ^");
    }

    @Test
    void whatATerminalWouldObeyIsWrittenOutAndTheCaretFollows() throws IOException {
        SourceLine line = line("a:\t\u001b[2J \uD83D\uDE00 x", 1, 11).orElseThrow();

        assertThat(line.text()).isEqualTo("a:\\t\\u001b[2J \uD83D\uDE00 x");
        assertThat(line.text().codePointAt(line.text().offsetByCodePoints(0, line.before())))
                .isEqualTo('x');
    }

    @Test
    void whereThereIsNoSuchLineThereIsNone() throws IOException {
        assertThat(line("a: 1\n\n", 2, 1)).isEmpty();
        assertThat(line("a: 1", 7, 1)).isEmpty();
        assertThat(line("a: 1", 1, 9)).isEmpty();
        assertThat(SourceLine.of(directory, new Place("output of docker compose", 1, 1)))
                .isEmpty();
    }

    /** Seeded, so that a failure comes again. */
    @Test
    void ofALongLineThePartThatIsMeantIsShown() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder("x".repeat(1 + random.nextInt(300)));
            int at = random.nextInt(text.length());
            text.setCharAt(at, '!');

            SourceLine line = line(text.toString(), 1, at + 1).orElseThrow();

            assertThat(line.text().charAt(line.before())).isEqualTo('!');
            assertThat(line.text().length()).isLessThanOrEqualTo(78);
        }
    }
}
