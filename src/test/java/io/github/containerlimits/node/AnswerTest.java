package io.github.containerlimits.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.node.Answer.Kind;
import io.github.containerlimits.node.Answer.NoAnswerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerTest {
    /** Does not become short, so that it has several parts. */
    private static final Answer LONG = new Answer(
            Kind.REPORT,
            new Random(1)
                    .ints(20_000, 'a', 'z')
                    .collect(StringBuilder::new, (text, letter) -> text.append((char) letter), StringBuilder::append)
                    .append("ä€\n")
                    .toString());

    private static List<String> log() {
        List<String> lines = new ArrayList<>(LONG.lines());
        assertThat(lines).hasSizeGreaterThan(4);
        return lines;
    }

    private static void assertNone(List<String> log, String message) {
        assertThatThrownBy(() -> Answer.in(log))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anAnswerIsReadAsItWasWritten() throws NoAnswerException {
        Answer breakage = new Answer(Kind.BREAKAGE, "The image 'a' is not on the engine.");

        assertThat(Answer.in(log())).isEqualTo(LONG);
        assertThat(Answer.in(breakage.lines())).isEqualTo(breakage);
        assertThat(Answer.in(new Answer(Kind.REPORT, "").lines()).text()).isEmpty();
    }

    @Test
    void otherLinesBeforeBetweenAndAfterArePassedOver() throws NoAnswerException {
        List<String> log = log();
        log.add(0, "a warning of the JVM");
        log.add(3, "another");
        log.add("a last one");

        assertThat(Answer.in(log)).isEqualTo(LONG);
    }

    @Test
    void aLineIsNoLongerThanEnginesLeaveWhole() {
        assertThat(log()).allSatisfy(line -> assertThat(line).hasSizeLessThan(16 << 10));
    }

    @Test
    void aLogThatIsCutHasNoAnswer() {
        for (int lines = 1; lines < log().size(); lines++) {
            assertNone(log().subList(0, lines), "its log ends before its report does");
        }
        assertNone(List.of(), "its log has no report");
        assertNone(List.of("something else"), "its log has no report");
    }

    @Test
    void aPartThatIsMissingOrComesTwiceIsNoticed() {
        List<String> without = log();
        without.remove(2);
        List<String> twice = log();
        twice.add(2, twice.get(2));

        assertNone(without, "part 1 of its report is missing");
        assertNone(twice, "part 2 of its report is missing");
    }

    @Test
    void anotherTextThanTheHashSaysIsNoAnswer() {
        List<String> log = log();
        String[] head = log.get(0).split(" ");
        log.set(0, String.join(" ", head[0], head[1], head[2], "0".repeat(64)));

        assertNone(log, "its report is another than its hash says");
    }

    @Test
    void noMoreIsUnpackedThanWasPromised() {
        List<String> log = new ArrayList<>(new Answer(Kind.REPORT, "x".repeat(30_000_000)).lines());
        String[] head = log.get(0).split(" ");
        log.set(0, String.join(" ", head[0], head[1], "10", head[3]));

        assertNone(log, "its report is another than its hash says");
    }

    @Test
    void aFirstLineThatIsNotKnownIsRefused() {
        assertNone(List.of("container-limits-answer REPORT 99999999 ab"), "begins with no line that is known");
        assertNone(List.of("container-limits-answer REPORT x ab"), "begins with no line that is known");
        assertNone(List.of("container-limits-answer REPORT"), "begins with no line that is known");
        assertNone(
                List.of("container-limits-answer REPORT 3 ab", "container-limits-part 0 !!!", "container-limits-end 1"),
                "cannot be unpacked");
    }
}
