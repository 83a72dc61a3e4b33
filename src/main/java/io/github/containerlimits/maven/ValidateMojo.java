package io.github.containerlimits.maven;

import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.report.Pipeline;
import io.github.containerlimits.report.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Reads the limits policy, or the Compose file or Kubernetes manifest that stands for it, and breaks the build where it is invalid. Needs no engine, and
 * shows nothing of whether the limits hold.
 */
@Mojo(name = "validate", defaultPhase = LifecyclePhase.VALIDATE, threadSafe = true)
public final class ValidateMojo extends PolicyMojo {
    @Override
    public void execute() throws MojoExecutionException {
        if (isLeftOut("The limits policy is not read")) {
            return;
        }
        try (Console console = console()) {
            validate(console);
        } catch (InvalidPolicy e) {
            annotate(e);
            throw e;
        }
    }

    private void annotate(InvalidPolicy e) {
        Optional<Report> annotations = Pipeline.annotations(directory(), System.getenv(), Console::commands);
        if (annotations.isPresent()) {
            try {
                annotations.get().tellBroken(breakage(e));
            } catch (IOException unwritten) {
                e.addSuppressed(unwritten);
            }
        }
    }

    private void validate(Console console) throws MojoExecutionException {
        Policy policy = policy(console);
        List<String> declared = new ArrayList<>();
        policy.limits().limits().forEach(limit -> declared.add(limit.key() + " of " + limit.value()));
        policy.apps().forEach(app -> declared.add("the application '" + app.name() + "'"));
        policy.trials().forEach(trial -> declared.add("the trial '" + trial.name() + "'"));
        console.say(policy.file() + " is a valid policy: " + String.join(", ", declared));
    }
}
