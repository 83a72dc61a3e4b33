package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.report.JsonReport;
import io.github.containerlimits.report.Sample;
import io.github.containerlimits.report.aggregate.CollectedReport;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several engines, of which no one is there: each does what its address says. */
class EngineByEngineTest {
    private static final Log LOG = new SystemStreamLog();

    private final CountDownLatch lastIsThrough = new CountDownLatch(1);

    @TempDir
    private Path directory;

    private final List<Site> sites = new CopyOnWriteArrayList<>();

    private Optional<Results> on(Site site) throws MojoExecutionException {
        sites.add(site);
        if (site.dockerHost().contains("gone")) {
            throw new MojoExecutionException("No container engine answers at " + site.dockerHost());
        }
        if (site.dockerHost().contains("same")) {
            return Optional.empty();
        }
        Results results = Sample.of(List.of(Sample.verdict(
                2,
                site.dockerHost().contains("escaped") ? Outcome.ESCAPED : Outcome.HELD,
                "cpus",
                "0.5",
                "<= 0.5",
                "seen")));
        try {
            new JsonReport(site.report()).tell(results);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(results);
    }

    /** A Swarm of two, or of none. */
    private List<NodeReport> nodes(String address) throws MojoExecutionException {
        if (address.contains("empty")) {
            throw new MojoExecutionException("The Swarm has no node to verify on.");
        }
        on(new Site("node1", directory.resolve("node1"), new HashMap<>(), true));
        try {
            CollectedReport report =
                    CollectedReport.read("node1", directory.resolve("node1").resolve("report.json"));
            return List.of(
                    new NodeReport(List.of("node1"), Optional.of(report), ""),
                    new NodeReport(List.of("node2"), Optional.empty(), "it went down before it reported"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void verify(boolean any, boolean failOnEscape, String... addresses) throws Exception {
        EngineByEngine.of(List.of(addresses), directory, LOG).verify(this::on, this::nodes, any, failOnEscape);
    }

    private List<String> joined() throws IOException {
        JsonNode aggregate =
                new ObjectMapper().readTree(directory.resolve("aggregate.json").toFile());
        return aggregate.path("reports").findValuesAsText("name");
    }

    @Test
    void eachEngineHasAFolderOfItsOwnAndAllAreJoined() throws Exception {
        verify(false, true, "tcp://a", " tcp://b ", "tcp://a", "");

        assertThat(sites).extracting(Site::dockerHost).containsExactlyInAnyOrder("tcp://a", "tcp://b");
        assertThat(sites).extracting(Site::reports).doesNotHaveDuplicates();
        assertThat(joined()).containsExactly("tcp://a", "tcp://b");
    }

    @Test
    void allAreVerifiedAtTheSameTimeAndToldInTheirOrder() throws Exception {
        CountDownLatch begun = new CountDownLatch(3);
        EngineByEngine.of(List.of("tcp://a", "tcp://b", "tcp://c"), directory, LOG)
                .verify(
                        site -> {
                            begun.countDown();
                            try {
                                // Comes only where none waits for another's end.
                                assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
                                begunFirst(site).await(1, TimeUnit.MINUTES);
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            Optional<Results> results = on(site);
                            lastIsThrough.countDown();
                            return results;
                        },
                        this::nodes,
                        false,
                        true);

        assertThat(sites).extracting(Site::dockerHost).startsWith("tcp://c");
        assertThat(sites).noneMatch(Site::isAlone);
        assertThat(joined()).containsExactly("tcp://a", "tcp://b", "tcp://c");
    }

    /** What the others wait for. */
    private CountDownLatch begunFirst(Site site) {
        return site.dockerHost().equals("tcp://c") ? new CountDownLatch(0) : lastIsThrough;
    }

    @Test
    void anInvalidPolicyBreaksTheBuildAsItDoesOnOneEngine() {
        assertThatThrownBy(() -> EngineByEngine.of(List.of("tcp://a", "tcp://b"), directory, LOG)
                        .verify(
                                site -> {
                                    throw new InvalidPolicy(List.of(), directory);
                                },
                                this::nodes,
                                true,
                                true))
                .isInstanceOf(InvalidPolicy.class);
    }

    @Test
    void anEngineThatIsNotReachedIsNamedAndTheOthersResultsStay() throws Exception {
        assertThatThrownBy(() -> verify(false, true, "tcp://gone", "tcp://b", "tcp://escaped"))
                .isInstanceOf(MojoExecutionException.class)
                .hasMessage("Limits could not be verified on 1 of 3 engines: tcp://gone: No container engine answers at"
                        + " tcp://gone. Limits are not proven on 1 of 3 engines: tcp://escaped");
        assertThat(joined()).containsExactly("tcp://b", "tcp://escaped");
    }

    @Test
    void oneOnWhichALimitEscapesFailsTheBuild() {
        assertThatThrownBy(() -> verify(false, true, "tcp://a", "tcp://escaped"))
                .isInstanceOf(MojoFailureException.class)
                .hasMessage("Limits are not proven on 1 of 2 engines: tcp://escaped");
        assertThatCode(() -> verify(false, false, "tcp://a", "tcp://escaped")).doesNotThrowAnyException();
    }

    @Test
    void oneThatHoldsIsEnoughWhereAnyIs() {
        assertThatCode(() -> verify(true, true, "tcp://gone", "tcp://escaped", "tcp://a"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> verify(true, true, "tcp://escaped")).isInstanceOf(MojoFailureException.class);
        assertThatThrownBy(() -> verify(true, true, "tcp://gone", "tcp://escaped"))
                .isInstanceOf(MojoExecutionException.class);
    }

    @Test
    void anotherNameOfOneThatWasVerifiedHasNoReport() throws Exception {
        verify(false, true, "tcp://a", "tcp://same");

        assertThat(joined()).containsExactly("tcp://a");
    }

    @Test
    void theNodesOfASwarmCountAsEngines() throws Exception {
        assertThatThrownBy(() -> verify(false, true, "tcp://a", "swarm"))
                .isInstanceOf(MojoExecutionException.class)
                .hasMessage("Limits could not be verified on 1 of 3 engines: node2: it went down before it reported");
        assertThat(joined()).containsExactly("tcp://a", "node1");
    }

    @Test
    void aSwarmWithoutNodesBreaksTheBuildAndTheOthersResultsStay() throws Exception {
        assertThatThrownBy(() -> verify(false, true, "swarm:node.labels.empty==true", "tcp://a"))
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("1 of 2 engines: swarm:node.labels.empty==true: The Swarm has no node");
        assertThat(joined()).containsExactly("tcp://a");
    }
}
