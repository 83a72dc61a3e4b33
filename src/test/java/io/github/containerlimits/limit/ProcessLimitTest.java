package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.limit.Press.None;
import io.github.containerlimits.limit.Press.With;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.metric.Cause;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessLimitTest {
    private static final Places PLACES = new Places(Bench.USUAL.host(), "scratch");
    private static final String SHOWN = "Max locked memory         65536                131072               bytes\n";
    private static final String GOT = " 0\n";
    private static final String REFUSED = " 0 mlock: Cannot allocate memory\n";

    @ParameterizedTest
    @CsvSource({
        // The soft and the hard limit that are shown, what the load got of four amounts, and what follows.
        "65536, 131072, 'got,refused,got,refused', HELD",
        "65536, 131072, 'got,got,got,refused', ESCAPED",
        "65536, 131072, 'got,refused,got,got', ESCAPED",
        "65536, 131072, 'refused,refused,got,refused', UNPROVEN",
        "65536, 131072, 'got,refused,refused,refused', UNPROVEN",
        "65536, 131072, '', UNPROVEN",
        "131072, 131072, 'got,refused,got,refused', DISCARDED",
        "65536, unlimited, 'got,refused,got,refused', DISCARDED",
        "65536, unlimited, 'got,got,got,got', ESCAPED",
        "32768, 65536, 'refused,refused,refused,refused', HELD",
    })
    void whatIsWithinMustBeHadAndWhatIsBeyondRefused(String soft, String hard, String got, Outcome outcome)
            throws InvalidPolicyException {
        StringBuilder said =
                new StringBuilder(SHOWN.replace(" 65536 ", " " + soft + " ").replace("131072", hard));
        String[] names = {"soft within", "soft beyond", "hard within", "hard beyond"};
        String[] tries = got.split(",");
        for (int i = 0; i < names.length && !got.isEmpty(); i++) {
            said.append(names[i]).append(tries[i].equals("got") ? GOT : REFUSED);
        }

        assertThat(concluded("memlock: { soft: 65536, hard: 131072 }", said.toString()))
                .map(Conclusion::outcome)
                .contains(outcome);
    }

    @Test
    void aTighterOneIsTold() throws InvalidPolicyException {
        assertThat(concluded("fsize: 65536", """
                        Max file size             32768                32768                bytes
                        soft within 153 File size limit exceeded
                        soft beyond 153 File size limit exceeded
                        """))
                .map(Conclusion::evidence)
                .contains(
                        "beyond 64 KiB a process was refused (SIGXFSZ); the limit in force is tighter than the policy's: 32 KiB");
    }

    @Test
    void whatIsOnlyShownIsUnproven() throws InvalidPolicyException {
        String shown = "Max resident set          1000                 1000                 bytes\n";

        assertThat(concluded("rss: 1000", shown)).map(Conclusion::outcome).contains(Outcome.UNPROVEN);
        assertThat(concluded("rss: 1000", shown))
                .map(Conclusion::evidence)
                .contains("a process begins with it, but it is not pressed: Linux enforces none since 2.4.30");
        assertThat(concluded("rss: 1000", shown).flatMap(Conclusion::cause))
                .as("no other host would help")
                .contains(Cause.LOAD);
        assertThat(concluded("rss: 500", shown)).map(Conclusion::outcome).contains(Outcome.DISCARDED);
        assertThat(concluded("rss: -1", shown.replace("1000 ", "unlimited ")))
                .map(Conclusion::outcome)
                .contains(Outcome.HELD);
        assertThat(concluded("rss: 1000", "")).map(Conclusion::outcome).contains(Outcome.UNPROVEN);
    }

    @Test
    void processesAreThoseOfAUserWhoIsNotRoot() throws InvalidPolicyException {
        Limit limit = read("nproc: 100");

        assertThat(limit.presses(Limits.NONE, PLACES)).singleElement().isInstanceOfSatisfying(With.class, with -> {
            assertThat(with.workload().command().user())
                    .hasValueSatisfying(user -> assertThat(user).isNotEqualTo("0"));
            assertThat(with.workload().needs()).isEqualTo(new Needs(100 * (128L << 10), 0, "/", 0, 100));
            assertThat(new Pids(Bench.PLACE, 100).masks(limit, with.workload(), Limits.NONE))
                    .isTrue();
            assertThat(new Pids(Bench.PLACE, 200).masks(limit, with.workload(), Limits.NONE))
                    .isFalse();
        });
    }

    @Test
    void largeOnesAreProvenAtASmallerSize() throws InvalidPolicyException {
        Limit large = read("nproc: 65535");

        assertThat(large.presses(Limits.NONE, PLACES)).singleElement().isInstanceOf(None.class);
        assertThat(large.smaller(Limits.NONE.with(large), PLACES))
                .map(limits -> limits.limits().get(0).value())
                .contains("1024");
    }

    @Test
    void whatEndsOtherLoadsIsLeftOutOfTheirTrials() throws InvalidPolicyException {
        Workload load = Workload.cpus(1);

        assertThat(read("cpu: 2").masks(Bench.pinning("1"), load, Limits.NONE)).isTrue();
        assertThat(read("cpu: 2").masks(read("stack: 1048576"), load, Limits.NONE))
                .as("a slow host takes longer for a load of a moment")
                .isTrue();
        assertThat(read("fsize: 1048576").masks(read("stack: 1048576"), load, Limits.NONE))
                .isFalse();
        assertThat(read("cpu: 3600").masks(Bench.pinning("1"), load, Limits.NONE))
                .isFalse();
        assertThat(read("memlock: 65536").masks(Bench.pinning("1"), load, Limits.NONE))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            memlock: -1                          | ulimits.memlock no limit
            memlock: { soft: 65536, hard: -1 }   | ulimits.memlock 64 KiB, at most no limit
            cpu: 2                               | ulimits.cpu 2 s
            nproc: "65535"                       | ulimits.nproc 65535
            """)
    void isReadAsOneNumberOrAsTwo(String value, String read) throws InvalidPolicyException {
        Limit limit = read(value);

        assertThat(limit.key() + " " + limit.value()).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            memlock: -2                   | ulimits.memlock: -2 is not within -1 to 576460752303423487
            memlock: 64k                  | ulimits.memlock: '64k' is no whole number
            fsize: { hard: 1 }            | ulimits.fsize needs both, such as { soft: -1, hard: -1 }
            core: { soft: -1, hard: 0 }   | ulimits.core has a soft limit of no limit above the hard one of 0 B
            """)
    void findsWhatIsWrong(String value, String finding) {
        InvalidPolicyException invalid = catchThrowableOfType(InvalidPolicyException.class, () -> read(value));

        assertThat(invalid.findings()).singleElement().asString().endsWith(": " + finding);
    }

    private static Limit read(String value) throws InvalidPolicyException {
        return PolicyReader.parse("limits.yaml", "limits: { ulimits: { " + value + " } }")
                .limits()
                .limits()
                .get(0);
    }

    private static Optional<Conclusion> concluded(String value, String stdout) throws InvalidPolicyException {
        return Bench.USUAL.conclude(
                read(value), Bench.ended(Bench.running(second -> Readings.version(1), 1), new Exit(0, stdout, "")));
    }
}
