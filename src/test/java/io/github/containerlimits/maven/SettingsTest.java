package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.policy.source.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @Test
    void aTimeoutIsWrittenAsComposeWritesDurations() throws MojoExecutionException {
        assertThat(Settings.duration("timeout", "1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThatExceptionOfType(MojoExecutionException.class)
                .isThrownBy(() -> Settings.duration("timeout", "15"))
                .withMessage("timeout (container-limits.timeout): '15' is no duration, such as 10s or 1m30s");
    }

    @Test
    void onUnsupportedIsOneOfThree() throws MojoExecutionException {
        assertThat(Settings.consequence("onUnsupported", "warn")).isEqualTo(Consequence.WARN);
        assertThatExceptionOfType(MojoExecutionException.class)
                .isThrownBy(() -> Settings.consequence("onUnsupported", "ignore"))
                .withMessage("onUnsupported (container-limits.onUnsupported): 'ignore' is none of fail, warn and skip");
    }

    @Test
    void anAbsentPolicyIsAnErrorThatSaysWhereItWasLookedFor() {
        assertThatExceptionOfType(MojoExecutionException.class)
                .isThrownBy(() -> Settings.policy(List.of(Path.of("/nowhere/limits.yaml")), Project.NONE))
                .withMessage(
                        "There is no limits policy: looked for /nowhere/limits.yaml. Let the goal init write a first one, put a compose.yaml"
                                + " there, say where it is with policyFile (-Dcontainer-limits.policyFile=FILE), or set skip"
                                + " (-Dcontainer-limits.skip) where a module has none.");
    }

    @Test
    void eachFindingOfAPolicyHasItsLineWithACaret(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("limits.yaml"), "limits:\n  cpus: lots\n");

        assertThatExceptionOfType(InvalidPolicy.class)
                .isThrownBy(() -> Settings.policy(List.of(file), Project.in(directory)))
                .satisfies(e -> {
                    assertThat(String.valueOf(e.getMessage()).lines())
                            .containsExactly(
                                    "The limits policy is invalid, with 1 finding:",
                                    "  limits.yaml:2:9: cpus: 'lots' is no number of CPUs, such as 0.5",
                                    "      cpus: lots",
                                    "            ^");
                    assertThat(e.withoutCarets().lines()).hasSize(3).noneMatch(line -> line.contains("^"));
                });
    }
}
