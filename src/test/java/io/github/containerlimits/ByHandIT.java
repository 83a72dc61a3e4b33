package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.containerlimits.report.HtmlReport;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * The commands that report.html gives for a trial, run as they stand there by who reads it: what the kernel then shows is what the report says. The load of one that would
 * go on for its whole time is ended as a reader ends it, with Ctrl-C.
 */
class ByHandIT {
    /** Long enough for a load to begin on a slow machine. */
    private static final int LOAD_SECONDS = 8;

    private static final int RUNTIMES_THREADS = 12;

    @TempDir
    Path directory;

    /** What the commands printed, the counters before and after the load. */
    private record Seen(String before, String after, String load, double seconds) {
        /** A counter that is alone in its file. */
        double counter(String file) {
            return number(file, after);
        }

        /** By how much it grew. */
        double growth(String file) {
            return number(file, after) - number(file, before);
        }

        /** The same of a line in a file of several. */
        double growth(String file, String field) {
            return field(file, field, after) - field(file, field, before);
        }

        private static double number(String file, String text) {
            return Double.parseDouble(content(file, text).strip());
        }

        private static double field(String file, String field, String text) {
            return content(file, text)
                    .lines()
                    .filter(line -> line.matches("(.* )?" + field + " \\d+"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }

        /** Of one file, head prints no name. */
        private static String content(String file, String text) {
            Matcher named = Pattern.compile(
                            "==> \\S*/" + Pattern.quote(file) + " <==\\n(.*?)(?=\\n*==>|\\z)", Pattern.DOTALL)
                    .matcher(text);
            if (named.find()) {
                return named.group(1);
            }
            assertThat(text).as("the counters have no " + file).doesNotContain("==>");
            return text;
        }
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (String container : RealEngine.docker("ps", "--all", "--quiet", "--filter", "name=by-hand")) {
            RealEngine.docker("rm", "--force", "--volumes", container);
        }
    }

    @Test
    void cpusAreThrottledByHandAsWell() throws Exception {
        Results results = held("limits: { cpus: 0.5 }");

        Seen seen = byHand(results);

        double cpus = seen.growth("cpuacct.usage") / 1e9 / seen.seconds();
        assertThat(cpus).as("CPUs, where the report has " + measured(results)).isBetween(0.1, 0.55);
        assertThat(seen.growth("cpu.stat", "nr_throttled")).isPositive();
    }

    @Test
    void memoryIsCappedByHandAsWell() throws Exception {
        Results results = held("limits: { mem_limit: 64m, memswap_limit: 64m }");

        Seen seen = byHand(results);

        assertThat(measured(results)).isEqualTo("64.0 MiB");
        assertThat(seen.counter("memory.max_usage_in_bytes")).isCloseTo(64 << 20, withinPercentage(1));
        assertThat(seen.growth("memory.oom_control", "oom_kill")).isPositive();
    }

    @Test
    void forksAreRefusedByHandAsWell() throws Exception {
        Results results = held("limits: { pids_limit: 40 }");

        Seen seen = byHand(results);

        assertThat(measured(results)).isEqualTo("40");
        // What runs the commands in the container has threads of its own, and no limit refuses those: the page says so.
        assertThat(seen.counter("pids.peak")).isBetween(40.0, 40.0 + RUNTIMES_THREADS);
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("pids.peak can be some above the limit");
        assertThat(seen.growth("pids.events", "max")).isPositive();
    }

    @Test
    void aRateIsCappedByHandAsWell() throws Exception {
        Results results = held("""
                limits:
                  volumes: [ "%s:/data" ]
                  blkio_config: { device_write_bps: [ { path: "volume:/data", rate: 1m } ] }
                """.formatted(RealEngine.property("diskVolume")));

        Seen seen = byHand(results);

        double rate = seen.growth("blkio.throttle.io_service_bytes", "Write") / seen.seconds();
        assertThat(rate)
                .as("bytes a second, where the report has " + measured(results))
                .isBetween(0.5 * (1 << 20), 1.2 * (1 << 20));
    }

    @Test
    void whatNoCounterHasIsPrintedByTheLoad() throws Exception {
        Results results = held("limits: { shm_size: 16m }");

        Seen seen = byHand(results);

        assertThat(measured(results)).isEqualTo("16.0 MiB");
        assertThat(seen.load())
                .contains("held " + (16 << 20) / 512 + " blocks of 512")
                .contains("No space left");
    }

    /** The counter-test: without the limit the same commands show something else. */
    @Test
    void withoutItsLimitTheSameCommandsShowSomethingElse() throws Exception {
        Seen seen = run(commands(held("limits: { pids_limit: 40 }")).stream()
                .map(command -> command.replaceAll("--pids-limit=\\d+", "--pids-limit=-1"))
                .toList());

        assertThat(seen.counter("pids.peak")).isGreaterThanOrEqualTo(40 + RUNTIMES_THREADS + 1);
        assertThat(seen.growth("pids.events", "max")).isZero();
    }

    private static Results held(String policy) throws Exception {
        Results results = RealEngine.verify(
                RealEngine.host(), policy, new Times(Duration.ofMinutes(10), Duration.ofMinutes(3), true));
        Verdict first = first(results);
        assertThat(first.outcome()).as(first.evidence()).isEqualTo(Outcome.HELD);
        return results;
    }

    private static Verdict first(Results results) {
        return results.trials().get(0).verdicts().get(0);
    }

    private static String measured(Results results) {
        return first(results).measured().text();
    }

    private Seen byHand(Results results) throws Exception {
        return run(commands(results));
    }

    /** Those of the first trial, read off the page as a reader does. */
    private List<String> commands(Results results) throws Exception {
        Path file = directory.resolve("report.html");
        new HtmlReport(file, false).tell(results);
        Document page = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Files.readString(file))));
        NodeList blocks = (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        "//details[@id='trial-1']//pre[@aria-label='Commands to repeat it by hand']",
                        page,
                        XPathConstants.NODESET);
        assertThat(blocks.getLength()).isEqualTo(1);
        List<String> commands = new ArrayList<>();
        for (String line : blocks.item(0).getTextContent().split("\n")) {
            int last = commands.size() - 1;
            if (last >= 0 && commands.get(last).endsWith("\\")) {
                commands.set(last, commands.get(last) + "\n" + line);
            } else {
                commands.add(line);
            }
        }
        return commands;
    }

    /** In one shell, each command as it is; the load is what stands between the two looks at the counters, or before the last line where there are none. */
    private static Seen run(List<String> commands) throws IOException, InterruptedException {
        List<Integer> looks = IntStream.range(0, commands.size())
                .filter(i -> commands.get(i).contains("busybox head -n 50"))
                .boxed()
                .toList();
        assertThat(looks.size()).isIn(0, 2);
        int load = IntStream.range(0, looks.isEmpty() ? commands.size() - 1 : looks.get(1))
                .filter(i -> !commands.get(i).startsWith("sleep "))
                .max()
                .orElseThrow();
        String script = IntStream.range(0, commands.size())
                .mapToObj(i -> {
                    String command = commands.get(i);
                    String part = looks.contains(i)
                            ? looks.indexOf(i) == 0 ? "before" : "after"
                            : i == load ? "load" : "other";
                    // What fails tells of itself, but for a load, which the kernel may kill.
                    return i == load
                            ? "echo '@time'; date +%s.%N; echo '@load'; timeout --signal=INT " + LOAD_SECONDS + " "
                                    + command + " 2>&1; echo '@time'; date +%s.%N"
                            : "echo '@" + part + "'; " + command + " || exit 9";
                })
                .collect(Collectors.joining("\n"));
        Process shell = new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
        List<Double> moments = part("time", output)
                .lines()
                .filter(line -> line.matches("\\d+\\.\\d+"))
                .map(Double::valueOf)
                .toList();
        assertThat(moments).as(output).hasSize(2);
        return new Seen(
                part("before", output), part("after", output), part("load", output), moments.get(1) - moments.get(0));
    }

    private static String part(String name, String output) {
        return Pattern.compile("^@" + name + "\\n(.*?)(?=^@|\\z)", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(output)
                .results()
                .map(part -> part.group(1))
                .collect(Collectors.joining());
    }
}
