package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggingTest {
    private static final Host HOST = Host.of(
            new HostSurvey("", "", "", "0-1", Map.of(), Map.of(), Map.of(), Map.of(), "", "", "", "", List.of()));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { options: { max-size: 1m } }                                   | 1 MiB           | {Type=json-file, Config={max-file=1, max-size=1048576}}
            { driver: json-file, options: { max-size: 1m, max-file: 3, compress: true, labels: a, tag: "{{.Name}}" } } | 3 × 1 MiB | {Type=json-file, Config={compress=true, max-file=3, max-size=1048576}}
            { driver: local }                                               | local: 5 × 20 MiB | {Type=local, Config={}}
            { driver: local, options: { max-size: 1m, compress: false } }   | local: 5 × 1 MiB  | {Type=local, Config={compress=false, max-size=1048576}}
            { driver: none }                                                | nothing         | {Type=none, Config={}}
            """)
    void isToldAsDeclared(String logging, String value, String config) throws Exception {
        Limit limit = read(logging);

        assertThat(limit.key()).isEqualTo("logging");
        assertThat(limit.value()).isEqualTo(value);
        assertThat(sorted(limit.settings(HOST))).isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource({"journald", "syslog", "gelf", "fluentd", "awslogs", "splunk", "grafana/loki-docker-driver:latest"})
    void otherDriversAreUnprovenByTheirNameAndNothingIsSentThere(String driver) throws Exception {
        Limit limit = read("{ driver: \"" + driver + "\", options: { anything: else } }");

        assertThat(limit.settings(HOST)).isEqualTo(Settings.NONE);
        assertThat(limit.presses(Limits.NONE, new Places(HOST, "x")))
                .singleElement()
                .isInstanceOfSatisfying(
                        Press.None.class,
                        none -> assertThat(none.reason().reason())
                                .isEqualTo("what logging.driver: " + driver
                                        + " keeps is another service's, and is not looked"
                                        + " at: json-file, local and none are"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { driver: "no name" }        | logging.driver: 'no name' is no name of a driver, such as json-file or local
            { options: { max-sice: 1m, max-size: 1m } } | unknown key 'max-sice' in logging.options; did you mean 'max-size'?
            { options: { max-size: 1m, mode: fast } } | logging.options.mode: 'fast' is neither blocking nor non-blocking
            { options: { max-size: 1m, compress: 1 } } | logging.options.compress: '1' is neither true nor false
            """)
    void findsWhatIsWrong(String logging, String finding) {
        InvalidPolicyException invalid = catchThrowableOfType(InvalidPolicyException.class, () -> read(logging));

        assertThat(invalid.findings()).singleElement().asString().endsWith(": " + finding);
    }

    @Test
    void linesThatMayBeLostBeforeAreNot() throws Exception {
        assertThat(concluded(
                                read("{ options: { max-size: 1m, mode: non-blocking, max-buffer-size: 4m } }"),
                                1 << 21,
                                Optional.of(new Measurement.Log(1 << 21, 1 << 20, 0, 0)))
                        .evidence())
                .isEqualTo(
                        "2.00 MiB were printed; tried with mode: blocking, in which nothing is lost before it is kept");
    }

    @ParameterizedTest
    @CsvSource({
        "4194304, -1, HELD",
        "4194304, 0, HELD",
        "4194304, 4194304, ESCAPED",
        "4194304, 10, ESCAPED",
        "0, -1, UNPROVEN",
        "1024, 0, UNPROVEN"
    })
    void ofNoLogNothingIsKept(long printed, long kept, Outcome outcome) throws Exception {
        Optional<Measurement.Log> log =
                kept < 0 ? Optional.empty() : Optional.of(new Measurement.Log(printed, kept, 0, 0));

        assertThat(concluded(read("{ driver: none }"), printed, log).outcome()).isEqualTo(outcome);
    }

    private static Limit read(String logging) throws InvalidPolicyException {
        return PolicyReader.parse("limits.yaml", "limits: { logging: " + logging + " }")
                .limits()
                .limits()
                .get(0);
    }

    private static String sorted(Settings settings) {
        Map<?, ?> words = (Map<?, ?>) settings.words().getOrDefault("LogConfig", Map.of());
        return "{Type=" + words.get("Type") + ", Config=" + new java.util.TreeMap<>((Map<?, ?>) words.get("Config"))
                + "}";
    }

    private static Conclusion concluded(Limit limit, long printed, Optional<Measurement.Log> log) {
        Series series = new Series(
                Readings.version(1).at(0),
                List.of(),
                Optional.of(Readings.version(1).at(1)));
        Measurement measurement = new Measurement(
                series,
                List.of(),
                Optional.empty(),
                Optional.of(new Exit(0, "printed " + printed + "\n", "")),
                log,
                Uncharged.UNSEEN,
                false,
                Measurement.Ending.OWN,
                List.of());
        return limit.conclude(new Evidence(
                        new Observed(measurement, HOST, Workload.cpus(1), Optional.empty(), false),
                        List.of(),
                        OptionalDouble.empty()))
                .orElseThrow();
    }
}
