package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which reports are meant. */
class ReportsToCollectTest {
    @TempDir
    Path directory;

    @Test
    void filesByTheirNamesAndByPatterns() throws Exception {
        Path one = report("shop/target/container-limits");
        Path two = report("shards/1");
        Path three = report("shards/2");

        assertThat(ReportsToCollect.named(
                        List.of("shop/target/container-limits/report.json", "shards/**/report.json"), directory))
                .containsExactly(
                        java.util.Map.entry("shop", one),
                        java.util.Map.entry("shards/1", two),
                        java.util.Map.entry("shards/2", three));
    }

    @Test
    void oneThatIsNamedAndNotThereIsAnError() throws IOException {
        report("shards/1");

        assertThatThrownBy(() ->
                        ReportsToCollect.named(List.of("shards/1/report.json", "shards/2/report.json"), directory))
                .isInstanceOf(MojoExecutionException.class)
                .hasMessage("There is no report at " + directory.resolve("shards/2/report.json")
                        + ", which is named in reports.");
        assertThatThrownBy(() -> ReportsToCollect.named(List.of("none/*/report.json"), directory))
                .hasMessage("There is no report like none/*/report.json below " + directory
                        + ", which is named in reports.");
    }

    @Test
    void ofModulesThoseThatHaveOne() throws Exception {
        Path report = report("shop/target/container-limits");

        assertThat(ReportsToCollect.of(List.of(module("shop", true, null), module("docs", false, null))))
                .containsExactly(java.util.Map.entry("shop", report));
    }

    @Test
    void twoModulesOfOneNameAreToldApart() throws Exception {
        report("shop/target/container-limits");
        MavenProject other = module("shop", false, null);
        other.setGroupId("org.other");

        assertThat(ReportsToCollect.of(List.of(module("shop", false, null), other)))
                .containsOnlyKeys("shop", "org.other:shop");
    }

    @Test
    void whereTheModulePutsIt() throws Exception {
        Path report = report("shop/elsewhere");

        assertThat(ReportsToCollect.of(List.of(module("shop", true, "elsewhere"))))
                .containsValue(report);
    }

    @Test
    void aModuleThatVerifiesAndHasNoneIsAnError() throws Exception {
        report("shop/target/container-limits");

        assertThatThrownBy(() -> ReportsToCollect.of(List.of(module("shop", true, null), module("stock", true, null))))
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining(
                        "The module stock verifies its limits, and there is no report of that: looked for "
                                + directory.resolve("stock/target/container-limits/report.json"));
        assertThatThrownBy(() -> ReportsToCollect.of(List.of(module("docs", false, null))))
                .hasMessageContaining("No module of this build has a report");
    }

    private Path report(String folder) throws IOException {
        return Files.writeString(
                Files.createDirectories(directory.resolve(folder)).resolve("report.json"), "{}");
    }

    private MavenProject module(
            String name, boolean verifies, @org.jspecify.annotations.Nullable String reportDirectory) {
        Model model = new Model();
        model.setArtifactId(name);
        Build build = new Build();
        build.setDirectory(directory.resolve(name).resolve("target").toString());
        if (verifies) {
            Plugin plugin = new Plugin();
            plugin.setGroupId("io.github.containerlimits");
            plugin.setArtifactId("container-limits-maven-plugin");
            PluginExecution execution = new PluginExecution();
            execution.addGoal("verify");
            plugin.addExecution(execution);
            if (reportDirectory != null) {
                Xpp3Dom configuration = new Xpp3Dom("configuration");
                Xpp3Dom value = new Xpp3Dom("reportDirectory");
                value.setValue(reportDirectory);
                configuration.addChild(value);
                plugin.setConfiguration(configuration);
            }
            build.addPlugin(plugin);
        }
        model.setBuild(build);
        MavenProject module = new MavenProject(model);
        module.setFile(directory.resolve(name).resolve("pom.xml").toFile());
        return module;
    }
}
