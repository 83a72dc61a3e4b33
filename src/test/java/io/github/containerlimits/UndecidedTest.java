package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UndecidedTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "10, 1", "62, 3", "300, 15"})
    void aShareOfOneInTwentyIsPutUpWithAndOneVerdictAlways(int verdicts, int undecided) {
        assertThatCode(() -> counted(verdicts, undecided).check()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"10, 2", "62, 4", "300, 16"})
    void moreIsAFailureThatNamesThem(int verdicts, int undecided) {
        assertThatThrownBy(() -> counted(verdicts, undecided).check())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[undecided of the " + verdicts + " verdicts of UndecidedTest]")
                .hasMessageContaining("cpus DROPPED");
    }

    /** In two parts, as tries are. */
    private static Undecided counted(int verdicts, int undecided) {
        Undecided count = new Undecided(UndecidedTest.class);
        count.add(verdicts - undecided, List.of());
        count.add(undecided, Collections.nCopies(undecided, "cpus DROPPED"));
        return count;
    }
}
