package io.github.containerlimits.maven;

import io.github.containerlimits.Suggestion;
import io.github.containerlimits.policy.DeclaredApp;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.suggest.Comparison;
import io.github.containerlimits.suggest.Suggested;
import io.github.containerlimits.suggest.SuggestedText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Suggests limits for the policy's application: measures what it needs, finds the smallest memory in which it lives, adds headroom, and proves by cold starts
 * that it lives in what is suggested. The policy's own limits on CPU, memory and processes are left out meanwhile; its others hold.
 */
@Mojo(name = "suggest", threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class SuggestMojo extends EngineMojo {
    /** The name of the application, where the policy has several. */
    @Parameter(property = "container-limits.app")
    private @Nullable String app;

    /** How many cold starts in the suggested limits prove them, one or more. */
    @Parameter(property = "container-limits.starts", defaultValue = "3")
    private int starts;

    /**
     * In what form the limits are written: <code>limits</code> (as in a limits.yaml), <code>compose</code> (a part of a Compose file) or <code>kubernetes</code>
     * (the resources of a container).
     */
    @Parameter(property = "container-limits.format", defaultValue = "limits")
    private String format;

    /** The file to which they are written. */
    @Parameter(
            property = "container-limits.outputFile",
            defaultValue = "${project.build.directory}/container-limits/suggested.yaml",
            required = true)
    private File outputFile;

    /** Whether the file is overwritten where it is there already and was not written by this goal. */
    @Parameter(property = "container-limits.force", defaultValue = "false")
    private boolean force;

    /** Whether the limits that the policy has today are told beside those that are suggested: which are tight, and which are wasteful. */
    @Parameter(property = "container-limits.compare", defaultValue = "false")
    private boolean compare;

    /** How long the whole goal may take, such as 15m or 1h: it starts the application a dozen times. */
    @Parameter(property = "container-limits.timeout", defaultValue = "30m")
    private String timeout;

    @Override
    String timeout() {
        return timeout;
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (isLeftOut("Nothing is suggested")) {
            return;
        }
        if (starts < 1) {
            throw new MojoExecutionException(
                    "starts (container-limits.starts): " + starts + " is below 1: nothing would be proven");
        }
        if (!force && isAnothers(outputFile.toPath())) {
            throw new MojoExecutionException(outputFile + " is there already, and was not written by this goal."
                    + " Set force (-Dcontainer-limits.force) to have it overwritten.");
        }
        try (Console console = console()) {
            suggest(console);
        }
    }

    private void suggest(Console console) throws MojoExecutionException, MojoFailureException {
        Printout output = Printout.of(format, List.of("compose", "kubernetes", "limits"), outputFile, console);
        Policy policy = policy(console);
        DeclaredApp chosen = chosen(policy);
        Suggested suggested = engine(console).<Suggested, MojoFailureException>run((engine, left) -> {
            try {
                return Suggestion.suggest(policy, chosen, image(), engine, starts, left, console::say);
            } catch (Suggestion.NoneException e) {
                throw new MojoFailureException(e.getMessage(), e);
            }
        });
        SuggestedText text = new SuggestedText(suggested);
        String written =
                output.text(Map.of("limits", text::policy, "compose", text::compose, "kubernetes", text::kubernetes));
        Printout.write(outputFile.toPath(), written);
        written.lines().forEach(console::say);
        text.others().forEach(console::say);
        if (compare) {
            new Comparison(policy.limits(), suggested).lines().forEach(console::say);
        }
        console.say("Wrote " + outputFile);
    }

    private DeclaredApp chosen(Policy policy) throws MojoExecutionException {
        String named = Settings.orEmpty(app);
        List<DeclaredApp> apps = policy.apps().stream()
                .filter(any -> named.isEmpty() || any.name().equals(named))
                .toList();
        if (apps.size() == 1) {
            return apps.get(0);
        }
        String known = policy.apps().stream().map(DeclaredApp::name).collect(Collectors.joining(", "));
        throw new MojoExecutionException(
                policy.apps().isEmpty()
                        ? "The policy has no app to be measured: 'app: {}' is enough, better with its readiness and its load."
                        : apps.isEmpty()
                                ? "The policy has no app '" + named + "': it has " + known + "."
                                : "The policy has several apps: say which with app (container-limits.app): " + known
                                        + ".");
    }

    private static boolean isAnothers(Path file) throws MojoExecutionException {
        try {
            return Files.exists(file)
                    && Optional.of(Files.readString(file))
                            .filter(text -> text.startsWith(SuggestedText.MARK))
                            .isEmpty();
        } catch (IOException e) {
            throw new MojoExecutionException(file + " (container-limits.outputFile) cannot be read: " + e, e);
        }
    }
}
