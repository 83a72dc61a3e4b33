package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static Verdict verdict(Outcome outcome) {
        return Sample.verdict(2, outcome, "mem_limit", "1", "1", "e");
    }

    private static Verdict way(Outcome outcome, Consequence consequence) {
        return Sample.wayRound(verdict(outcome), consequence);
    }

    private static String counts(Verdict... verdicts) {
        return Summary.counts(List.of(verdicts));
    }

    @Test
    void itSaysHowLongItTookAndWhere() {
        assertThat(Summary.of(Sample.of(List.of(verdict(Outcome.HELD), verdict(Outcome.ESCAPED)))))
                .isEqualTo("1 held, 1 escaped in 23.4 s on Docker 20.10.24 (cgroup v1)");
    }

    @Test
    void itSaysHowManyWereHeldOnlyAtASmallerSize() {
        Verdict held = verdict(Outcome.HELD);

        assertThat(counts(held, Sample.smaller(held), Sample.smaller(verdict(Outcome.UNPROVEN))))
                .isEqualTo("2 held (1 at a smaller size), 1 unproven");
    }

    @Test
    void aWayRoundALimitIsNoLimitThatEscaped() {
        Verdict held = verdict(Outcome.HELD);

        assertThat(counts(held, held, held, way(Outcome.ESCAPED, Consequence.WARN)))
                .isEqualTo("3 held, 1 warning");
        assertThat(counts(held, way(Outcome.ESCAPED, Consequence.FAIL), way(Outcome.UNPROVEN, Consequence.WARN)))
                .isEqualTo("1 held, 1 way round open, 1 warning");
        assertThat(counts(held, way(Outcome.ESCAPED, Consequence.SKIP), way(Outcome.HELD, Consequence.FAIL)))
                .isEqualTo("1 held");
    }

    @Test
    void aLimitThatIsOnlyWarnedOfKeepsItsWord() {
        assertThat(counts(verdict(Outcome.HELD), verdict(Outcome.UNPROVEN))).isEqualTo("1 held, 1 unproven");
    }

    @Test
    void nothingTriedIsSaid() {
        assertThat(counts()).isEqualTo("nothing tried");
        assertThat(counts(way(Outcome.HELD, Consequence.FAIL))).isEqualTo("no way round open");
    }
}
