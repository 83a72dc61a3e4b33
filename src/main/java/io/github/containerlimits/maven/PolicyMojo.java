package io.github.containerlimits.maven;

import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.policy.source.Sourced;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.report.Breakage;
import io.github.containerlimits.result.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** A goal that reads the policy of the module that is being built. */
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
abstract class PolicyMojo extends ConsoleMojo {
    /** Whether to leave the goal out. */
    @Parameter(property = "container-limits.skip", defaultValue = "false")
    private boolean skip;

    /** The module's image, as the engine knows it; the goal verify pulls it where the engine does not have it. */
    @Parameter(
            property = "container-limits.image",
            defaultValue = "${project.artifactId}:${project.version}",
            required = true)
    private String image;

    /**
     * The limits policy, a YAML file, or the Compose file or Kubernetes manifest that stands for it. Where it is left at its default and absent, the
     * Compose files that Compose itself would take are taken. That there is none is an error: nothing would be verified.
     */
    @Parameter(
            property = "container-limits.policyFile",
            defaultValue = "${project.basedir}/limits.yaml",
            required = true)
    private File policyFile;

    /**
     * The service of a Compose file, where the policy file is one or names one. It may be left out where there is just one, or just one with this
     * image.
     */
    @Parameter(property = "container-limits.service")
    private @Nullable String service;

    /**
     * The container of a Kubernetes manifest, where the policy file is one or names one: its name, or WORKLOAD/NAME where that is there more than
     * once. It may be left out where there is just one, or just one with this image.
     */
    @Parameter(property = "container-limits.container")
    private @Nullable String container;

    @Parameter(defaultValue = "${project.basedir}", readonly = true, required = true)
    private File directory;

    @Parameter(defaultValue = "${project.properties}", readonly = true, required = true)
    private Properties properties;

    /** Whether the goal is left out, which is then said. */
    final boolean isLeftOut(String what) {
        if (skip) {
            getLog().info(what + ": container-limits.skip is set");
        }
        return skip;
    }

    final String image() {
        return image;
    }

    final Path directory() {
        return directory.toPath();
    }

    final Path policyFile() {
        return policyFile.toPath();
    }

    /** Why there are no verdicts. */
    final Breakage breakage(MojoExecutionException e) {
        return e instanceof InvalidPolicy invalid
                ? new Breakage(policyFile.getName(), image, invalid.withoutCarets(), invalid.findings())
                : new Breakage(policyFile.getName(), image, String.valueOf(e.getMessage()), List.of());
    }

    final BuiltModule module() {
        return new BuiltModule(directory.toPath(), image, Settings.orEmpty(container == null ? service : container));
    }

    /** What a policy is read with beside its own file. */
    final Project project() {
        return module().project(properties, userProperties());
    }

    /** The service of a Compose file or the container of a manifest, where one is named. */
    final Optional<String> selector() {
        return Optional.of(module().service()).filter(name -> !name.isEmpty());
    }

    /** The service of a Compose file, where one is named. */
    final Optional<String> service() {
        return Optional.of(Settings.orEmpty(service)).filter(name -> !name.isEmpty());
    }

    /** A policy, and what it is read from. */
    record Travelling(Policy policy, Sourced sourced) {}

    /** What the policy is read from, for another machine that reads it; that it can be read is seen here, and what is not looked at is said. */
    final Travelling travelling(Console console) throws MojoExecutionException {
        Project project = project();
        List<Path> files = module().policyFiles(policyFile.toPath(), project, console::say);
        Policy policy = Settings.policy(files, project);
        policy.remarks().forEach(remark -> console.say(remark.toString()));
        try {
            return new Travelling(policy, PolicyReader.source(files, project));
        } catch (IOException | InvalidPolicyException e) {
            throw new MojoExecutionException("The limits policy cannot be read: " + e.getMessage(), e);
        }
    }

    /** The policy, of which what is not looked at is said. */
    final Policy policy(Console console) throws MojoExecutionException {
        return policy(console::say);
    }

    /** The same, said to anybody. */
    final Policy policy(Progress progress) throws MojoExecutionException {
        Project project = project();
        Policy policy = Settings.policy(module().policyFiles(policyFile.toPath(), project, progress), project);
        policy.remarks().forEach(remark -> progress.say(remark.toString()));
        return policy;
    }
}
