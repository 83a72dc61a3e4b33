package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {
    private static final Map<String, String> XTERM = Map.of("TERM", "xterm-256color");
    private static final Output.Build USUAL = build("auto");

    private static Output.Build build(String colour) {
        return new Output.Build(colour, true, false, false, true, true);
    }

    @Test
    void aTerminalHasLiveLinesAndColours() {
        assertThat(Output.of(USUAL, true, XTERM)).isEqualTo(new Output(true, true));
    }

    @ParameterizedTest
    @CsvSource({
        // interactive, quiet of transfers, to a file, alone, usual; coloured all the same
        "false, false, false, true, true, false",
        "true, true, false, true, true, true",
        "true, false, true, true, true, false",
        "true, false, false, false, true, true",
        "true, false, false, true, false, true",
    })
    void eachOfTheseTakesTheLiveLinesAway(
            boolean interactive, boolean quiet, boolean toFile, boolean alone, boolean usual, boolean coloured) {
        Output.Build build = new Output.Build("auto", interactive, quiet, toFile, alone, usual);

        assertThat(Output.of(build, true, XTERM)).isEqualTo(new Output(false, coloured));
    }

    @Test
    void aPipeAPipelineAndADumbTerminalHaveNone() {
        assertThat(Output.of(USUAL, false, XTERM)).isEqualTo(new Output(false, false));
        assertThat(Output.of(USUAL, true, Map.of("TERM", "xterm", "CI", "true")))
                .isEqualTo(new Output(false, true));
        assertThat(Output.of(USUAL, true, Map.of("TERM", "dumb"))).isEqualTo(new Output(false, false));
        assertThat(Output.of(USUAL, true, Map.of())).isEqualTo(new Output(false, false));
    }

    @Test
    void mavensSettingDecidesOfColours() {
        assertThat(Output.of(build("always"), false, Map.of())).isEqualTo(new Output(false, true));
        assertThat(Output.of(build("never"), true, XTERM)).isEqualTo(new Output(true, false));
    }

    @Test
    void theSettingIsReadByBothItsNames() {
        Properties properties = new Properties();
        assertThat(Output.colour(properties)).isEqualTo("auto");

        properties.setProperty("maven.style.color", "never");
        assertThat(Output.colour(properties)).isEqualTo("never");

        properties.setProperty("style.color", "always");
        assertThat(Output.colour(properties)).isEqualTo("always");
    }

    @Test
    void mavensListenerSaysWhetherTransfersAreShown() {
        assertThat(Output.isQuiet(new QuietMavenTransferListener())).isTrue();
        assertThat(Output.isQuiet(new Slf4jMavenTransferListener())).isTrue();
        assertThat(Output.isQuiet(null)).isTrue();
        assertThat(Output.isQuiet(new SimplexTransferListener())).isFalse();
        assertThat(Output.isQuiet(new ConsoleMavenTransferListener())).isFalse();
    }

    @Test
    void aLogFileIsSeenInTheCommandLine() {
        assertThat(Output.isToFile("org.codehaus.plexus.classworlds.launcher.Launcher -l build.log verify"))
                .isTrue();
        assertThat(Output.isToFile("Launcher --log-file=build.log verify")).isTrue();
        assertThat(Output.isToFile("Launcher -legacy-local-repository verify -Da=-l"))
                .isFalse();
    }

    @Test
    void theWidthIsThatOfTheVariable() {
        assertThat(Terminal.columns(Map.of("COLUMNS", "80"))).hasValue(80);
        assertThat(Terminal.columns(Map.of("COLUMNS", "132"))).hasValue(132);
    }

    private static final class QuietMavenTransferListener {}

    private static final class Slf4jMavenTransferListener {}

    private static final class ConsoleMavenTransferListener {}

    private static final class SimplexTransferListener {}
}
