package io.github.containerlimits.policy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvFileTest {
    private final List<String> wrong = new ArrayList<>();

    private Map<String, String> parse(String text) {
        return EnvFile.parse(
                text,
                name -> Optional.ofNullable(Map.of("OUTER", "o").get(name)),
                (line, message) -> wrong.add(line + ": " + message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            A=512m            | 512m
            export A=1        | 1
              A = 1           | 1
            A: 1              | 1
            A=                | ``
            A=a b # comment   | a b
            A=a#b             | a#b
            A=#               | ``
            A='$OUTER # x'    | $OUTER # x
            A="$OUTER # x" y  | o # x
            A="a\\"b\\tc\\$d" | a"b\tc$d
            A=${OUTER}/$$     | o/$
            A=${NONE:-d}      | d
            """)
    void readsALine(String line, String value) {
        assertThat(parse(line)).containsExactly(Map.entry("A", value));
        assertThat(wrong).isEmpty();
    }

    @Test
    void readsLinesInTheirOrderWithQuotesOverSeveral() {
        assertThat(parse("# all\r\n\nA=1\nB=\"x\ny\"\nC=$A$B\nOUTER\nNONE\n"))
                .isEqualTo(Map.of("A", "1", "B", "x\ny", "C", "1x\ny", "OUTER", "o"));
    }

    @Test
    void saysOfEachLineWhatIsWrong() {
        parse("A B\n=1\nC=${\nD='");

        assertThat(wrong)
                .containsExactly(
                        "1: this is no variable, such as NAME=value",
                        "2: this is no variable, such as NAME=value",
                        "3: C: invalid interpolation format: '${'. You may need to escape any $ with another $",
                        "4: a quote is not closed");
    }
}
