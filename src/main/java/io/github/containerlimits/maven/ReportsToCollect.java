package io.github.containerlimits.maven;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** Finds the reports that a page is made of, each under the name that it is shown with. */
final class ReportsToCollect {
    private static final String PLUGIN = "io.github.containerlimits:container-limits-maven-plugin";
    private static final String FILE = "report.json";
    private static final int DEEPEST = 20;
    private static final int MOST = 1000;

    private ReportsToCollect() {}

    /**
     * The reports of a build's modules.
     *
     * @throws MojoExecutionException where a module whose build verifies limits has none, or none has one
     */
    static Map<String, Path> of(List<MavenProject> modules) throws MojoExecutionException {
        Map<String, Path> found = new LinkedHashMap<>();
        for (MavenProject module : modules) {
            Optional<Plugin> plugin = Optional.ofNullable(module.getPlugin(PLUGIN));
            Path report = directory(module, plugin).resolve(FILE);
            if (Files.isRegularFile(report)) {
                String name = module.getArtifactId();
                found.put(found.containsKey(name) ? module.getGroupId() + ":" + name : name, report);
            } else if (plugin.filter(ReportsToCollect::verifies).isPresent()) {
                throw new MojoExecutionException("The module " + module.getArtifactId()
                        + " verifies its limits, and there is no report of that: looked for " + report
                        + ". Run its verify before this goal, or name the reports that are meant with reports"
                        + " (-Dcontainer-limits.reports=…).");
            }
        }
        if (found.isEmpty()) {
            throw new MojoExecutionException("No module of this build has a report of container-limits:verify. Name the"
                    + " reports that are meant with reports (-Dcontainer-limits.reports=…).");
        }
        return found;
    }

    /**
     * Files by their names, or by patterns with stars, from a directory on.
     *
     * @throws MojoExecutionException where one of them is not there, or nothing is found by a pattern
     */
    static Map<String, Path> named(List<String> names, Path directory) throws MojoExecutionException {
        Map<String, Path> found = new LinkedHashMap<>();
        for (String name : names) {
            List<Path> files =
                    name.matches(".*[*?\\[{].*") ? matching(name, directory) : List.of(directory.resolve(name));
            for (Path file : files) {
                if (!Files.isRegularFile(file)) {
                    throw new MojoExecutionException("There is no report at " + file + ", which is named in reports.");
                }
                found.put(shown(file, directory), file);
            }
            if (files.isEmpty()) {
                throw new MojoExecutionException(
                        "There is no report like " + name + " below " + directory + ", which is named in reports.");
            }
        }
        if (found.size() > MOST) {
            throw new MojoExecutionException("There are " + found.size() + " reports, more than " + MOST + ".");
        }
        return found;
    }

    /** The path without what all reports have in theirs. */
    private static String shown(Path file, Path directory) {
        Path path = file.toAbsolutePath().normalize();
        Path base = directory.toAbsolutePath().normalize();
        String shown = (path.startsWith(base) ? base.relativize(path) : path)
                .toString()
                .replace('\\', '/');
        String shorter = shown.replaceFirst("/?report\\.json$", "").replaceFirst("/?target/container-limits$", "");
        return shorter.isEmpty() ? String.valueOf(base.getFileName()) : shorter;
    }

    private static List<Path> matching(String pattern, Path directory) throws MojoExecutionException {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        try (Stream<Path> files = Files.walk(directory, DEEPEST, new FileVisitOption[0])) {
            return files.filter(file -> matcher.matches(directory.relativize(file)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new MojoExecutionException(directory + " can't be searched for reports: " + e, e);
        }
    }

    private static boolean verifies(Plugin plugin) {
        return plugin.getExecutions().stream()
                .anyMatch(execution -> execution.getGoals().contains("verify")
                        && !"true"
                                .equals(configured(execution, "skip")
                                        .or(() -> configured(plugin.getConfiguration(), "skip"))
                                        .orElse("")));
    }

    private static Path directory(MavenProject module, Optional<Plugin> plugin) {
        Optional<String> configured = plugin.flatMap(found -> found.getExecutions().stream()
                .flatMap(execution -> configured(execution, "reportDirectory").stream())
                .findFirst()
                .or(() -> configured(found.getConfiguration(), "reportDirectory")));
        return configured
                .map(directory -> module.getBasedir().toPath().resolve(directory))
                .orElseGet(() -> Path.of(module.getBuild().getDirectory(), "container-limits"));
    }

    private static Optional<String> configured(PluginExecution execution, String name) {
        return configured(execution.getConfiguration(), name);
    }

    private static Optional<String> configured(@Nullable Object configuration, String name) {
        return Optional.ofNullable(configuration)
                .filter(Xpp3Dom.class::isInstance)
                .map(Xpp3Dom.class::cast)
                .flatMap(dom -> Optional.ofNullable(dom.getChild(name)))
                .flatMap(child -> Optional.ofNullable(child.getValue()));
    }
}
