package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoFileTest {
    private static final String REFUSED = "sh: can't open /dev/null: Too many open files";
    private static final NoFile LIMIT = new NoFile(new Place("limits.yaml", 1, 1), 256, 512);

    @ParameterizedTest
    @CsvSource({
        "at first 256, opened 512 files, true, HELD",
        "at first 257, opened 512 files, true, ESCAPED",
        "at first 256, opened 528 files, false, ESCAPED",
        "at first 256, opened 512 files, false, UNPROVEN",
        "'', sh: not found, true, UNPROVEN",
    })
    void theSoftAndTheHardLimitAreBothPressed(String first, String last, boolean refused, Outcome outcome) {
        assertThat(concluded(first + "\n" + last + "\n", refused ? REFUSED : ""))
                .map(Conclusion::outcome)
                .contains(outcome);
    }

    @Test
    void aLimitThatIsTighterHoldsWithARemark() {
        assertThat(concluded("at first 128\nopened 256 files\n", REFUSED))
                .map(Conclusion::evidence)
                .contains("the next was refused (EMFILE), at first after 128; the limit in force is tighter than the"
                        + " policy's: 128, at most 256");
    }

    @Test
    void whatTheEngineGivesOthersThanTheFirstProcessIsARemark() {
        String both = "at first 256\nopened 512 files\n";

        assertThat(concluded("began with 512\n" + both, REFUSED))
                .map(Conclusion::evidence)
                .contains(
                        "the next was refused (EMFILE), at first after 256; so much for the container's first process: one"
                                + " that the engine started beside it began with 512 (a race in runc, opencontainers/runc#4195)");
        assertThat(concluded("began with 256\n" + both, REFUSED))
                .map(Conclusion::evidence)
                .contains("the next was refused (EMFILE), at first after 256");
        assertThat(concluded("began with 512\nat first 512\nopened 512 files\n", REFUSED))
                .map(Conclusion::outcome)
                .contains(Outcome.ESCAPED);
    }

    @Test
    void isReadAsOneNumberOrAsTwo() throws InvalidPolicyException {
        assertThat(PolicyReader.parse("limits.yaml", "limits: { ulimits: { nofile: 1024 } }")
                        .limits()
                        .limits())
                .singleElement()
                .hasToString("NoFile[place=limits.yaml:1:30, soft=1024, hard=1024]");
        assertThat(PolicyReader.parse("limits.yaml", "limits: { ulimits: { nofile: { soft: 256, hard: 512 } } }")
                        .limits()
                        .limits())
                .singleElement()
                .hasToString("NoFile[place=limits.yaml:1:30, soft=256, hard=512]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            8                      | ulimits.nofile: 8 is not within 16 to 2147483584
            { soft: 256 }          | ulimits.nofile needs both, such as { soft: 1024, hard: 4096 }
            { soft: 512, hard: 256 } | ulimits.nofile has a soft limit of 512 above the hard one of 256
            """)
    void findsWhatIsWrong(String value, String finding) {
        InvalidPolicyException invalid = catchThrowableOfType(
                InvalidPolicyException.class,
                () -> PolicyReader.parse("limits.yaml", "limits: { ulimits: { nofile: " + value + " } }"));

        assertThat(invalid.findings()).singleElement().asString().endsWith(": " + finding);
    }

    private static Optional<Conclusion> concluded(String stdout, String stderr) {
        Series series = new Series(
                Readings.version(1).at(0),
                List.of(),
                Optional.of(Readings.version(1).at(1)));
        Measurement measurement = new Measurement(
                series, List.of(), Optional.empty(), Optional.of(new Exit(2, stdout, stderr)), true, List.of());
        Host host = Host.of(
                new HostSurvey("", "", "", "0-1", Map.of(), Map.of(), Map.of(), Map.of(), "", "", "", "", List.of()));
        return LIMIT.conclude(new Evidence(
                new Observed(measurement, host, Workload.cpus(1), Optional.empty(), false),
                List.of(),
                OptionalDouble.empty()));
    }
}
