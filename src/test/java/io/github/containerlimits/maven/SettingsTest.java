package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.policy.source.Project;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.maven.plugin.MojoExecutionException;
import org.junit.jupiter.api.Test;

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
                .isThrownBy(() -> Settings.policy(Path.of("/nowhere/limits.yaml"), Project.NONE))
                .withMessage(
                        "There is no limits policy: looked for /nowhere/limits.yaml. Write one there, or a compose.yaml beside it,"
                                + " say where it is with policyFile (-Dcontainer-limits.policyFile=…), or set skip (-Dcontainer-limits.skip) where a"
                                + " module has none.");
    }
}
