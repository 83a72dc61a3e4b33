package io.github.containerlimits.maven;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.quantity.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugin.MojoExecutionException;
import org.jspecify.annotations.Nullable;

/** Turns parameters as Maven has them into what the core takes. */
final class Settings {
    private Settings() {}

    /** Maven sets a parameter that is empty or absent to null. */
    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    /** @param files the policy's, or those of Compose that are laid over each other */
    static Policy policy(List<Path> files, Project project) throws MojoExecutionException {
        Path file = files.get(0);
        if (!Files.isRegularFile(file)) {
            throw new MojoExecutionException(
                    "There is no limits policy: looked for " + file
                            + ". Let the goal init write a first one, put a compose.yaml there, say where it is with policyFile"
                            + " (-Dcontainer-limits.policyFile=FILE), or set skip (-Dcontainer-limits.skip) where a module has none.");
        }
        try {
            return PolicyReader.read(files, project);
        } catch (InvalidPolicyException e) {
            throw new InvalidPolicy(e.findings(), project.directory().orElse(Path.of("")));
        } catch (IOException e) {
            throw new MojoExecutionException("The limits policy cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a duration.
     *
     * @param parameter its name
     */
    static Duration duration(String parameter, String text) throws MojoExecutionException {
        try {
            return Durations.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new MojoExecutionException(parameter + " (container-limits." + parameter + "): " + e.getMessage(), e);
        }
    }

    /**
     * Reads what becomes of the build in some case.
     *
     * @param parameter its name
     */
    static Consequence consequence(String parameter, String text) throws MojoExecutionException {
        return Arrays.stream(Consequence.values())
                .filter(value -> value.name().equals(text.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new MojoExecutionException(parameter + " (container-limits." + parameter + "): '"
                        + text + "' is none of fail, warn and skip"));
    }
}
