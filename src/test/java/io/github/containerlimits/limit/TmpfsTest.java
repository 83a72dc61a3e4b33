package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Tmpfs;
import io.github.containerlimits.load.Scripts;
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
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TmpfsTest {
    private static final Place PLACE = new Place("limits.yaml", 1, 1);
    private static final String FULL = "dd: error writing '/app/fill': No space left on device";
    private static final TmpfsSize SIZE = new TmpfsSize(
            PLACE, new Tmpfs("/app", OptionalLong.of(1 << 20), OptionalLong.empty(), List.of("mode=0700", "noexec")));
    private static final TmpfsInodes INODES =
            new TmpfsInodes(PLACE, Tmpfs.at("/app").withInodes(1024));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            held 2048 blocks of 512 | true  | rw,noexec,size=1024k,mode=700 | HELD
            held 2048 blocks of 512 | false | rw,noexec,size=1024k,mode=700 | UNPROVEN
            held 2048 blocks of 512 | true  | rw,size=1024k,mode=700        | DISCARDED
            held 2048 blocks of 512 | true  | rw,noexec,size=1024k,mode=755 | DISCARDED
            held 2048 blocks of 512 | true  | rw,noexec,size=1024k          | DISCARDED
            held 2048 blocks of 512 | true  | ''                            | UNPROVEN
            held 4096 blocks of 512 | true  | rw,noexec,size=2048k,mode=700 | ESCAPED
            held 4096 blocks of 512 | false | rw,noexec,mode=700            | ESCAPED
            """)
    void aSizeHoldsWhereTheFileSystemWasFullAndIsMountedAsDeclared(
            String held, boolean full, String mounted, Outcome outcome) {
        assertThat(concluded(SIZE, "mounted " + mounted + "\n" + held + "\n", full ? FULL : "", "/app"))
                .map(Conclusion::outcome)
                .contains(outcome);
    }

    @ParameterizedTest
    @CsvSource({"1024, true, HELD", "1088, false, ESCAPED", "1024, false, UNPROVEN", "512, true, HELD"})
    void inodesArePressedByFiles(int made, boolean refused, Outcome outcome) {
        assertThat(concluded(INODES, "made " + made + " files\n", refused ? FULL : "", "/app"))
                .map(Conclusion::outcome)
                .contains(outcome);
    }

    @Test
    void fewerInodesHoldWithARemark() {
        assertThat(concluded(INODES, "made 512 files\n", FULL, "/app"))
                .map(Conclusion::evidence)
                .contains("the next was refused (ENOSPC); the limit in force is tighter than the policy's: 512");
    }

    @Test
    void whatFillsAnotherFileSystemSaysNothing() {
        assertThat(concluded(SIZE, "mounted rw,noexec,mode=700\nheld 4096 blocks of 512\n", FULL, "/app2"))
                .map(Conclusion::evidence)
                .contains("the load does not name /app");
    }

    @Test
    void isReadInBothForms() throws InvalidPolicyException {
        Limits limits = read("""
                limits:
                  tmpfs: [ /cache, "/tmp:size=64m,mode=1777,nr_inodes=1k,noexec", "/run:size=0" ]
                  volumes: [ /data, { type: tmpfs, target: /app, tmpfs: { size: 1000000, mode: 0o1777 } } ]
                """);

        assertThat(limits.limits())
                .map(limit -> limit.key() + " " + limit.value())
                .containsExactly(
                        "tmpfs.size 64 MiB on /tmp", "tmpfs.nr_inodes 1024 on /tmp", "tmpfs.size 977 KiB on /app");
        assertThat(limits.tmpfs()).map(Tmpfs::toString).containsExactly("/cache", "/run:size=0");
        assertThat(limits.limits())
                .map(limit -> limit.settings(host()))
                .containsExactly(
                        words("/tmp", "size=67108864,nr_inodes=1024,mode=1777,noexec"),
                        words("/tmp", "size=67108864,nr_inodes=1024,mode=1777,noexec"),
                        words("/app", "size=1000000,mode=1777"));
        assertThat(limits.volumes()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"0o1777, 1777", "01777, 1777", "1023, 1777", "0, 0", "448, 700"})
    void aModeInTheLongFormIsANumberOfYaml(String mode, String octal) throws InvalidPolicyException {
        assertThat(read("limits: { pids_limit: 40, volumes: [ { type: tmpfs, target: /app, tmpfs: { mode: " + mode
                                + " } } ] }")
                        .tmpfs())
                .singleElement()
                .hasToString("/app:mode=" + octal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tmpfs: "tmp"                      | a tmpfs: 'tmp' is no absolute path
            tmpfs: "/tmp:size=50%"            | a tmpfs: '50%' is another size on each machine: give a size, such as size=64m
            tmpfs: "/tmp:nr_blocks=50"        | a tmpfs: 'nr_blocks=50' is another size on each machine: give a size, such as size=64m
            tmpfs: "/tmp:sice=50"             | a tmpfs: 'sice=50' is no option of a tmpfs, such as size=64m, nr_inodes=1k, mode=1777 or noexec
            tmpfs: "/tmp:nr_inodes=2"         | a tmpfs: '2' is below 16 inodes, too few for a load to begin
            tmpfs: "/tmp:nr_inodes=many"      | a tmpfs: 'many' is no number of inodes, such as 1000 or 1k
            tmpfs: "/tmp:mode=999"            | a tmpfs: '999' is no mode, such as 1777
            tmpfs: [ { target: /tmp } ]       | a tmpfs must be a single value
            tmpfs: [ "/a:size=1m", "/a:size=2m" ] | two file systems are mounted at /a, one of them a tmpfs
            volumes: [ { type: tmpfs } ]      | a volume needs a target, such as { type: tmpfs, target: /tmp, tmpfs: { size: 64m } }
            """)
    void findsWhatIsWrong(String limit, String finding) {
        InvalidPolicyException invalid =
                catchThrowableOfType(InvalidPolicyException.class, () -> read("limits: { " + limit + " }"));

        assertThat(invalid.findings()).singleElement().asString().endsWith(": " + finding);
    }

    @Test
    void otherLimitsOfATmpfsReplaceAllOfIts() throws InvalidPolicyException {
        Limits one = read("limits: { tmpfs: [ /b, \"/a:size=1m,nr_inodes=1k\" ] }");
        Limits other = read("limits: { tmpfs: \"/b:size=2m\" }");

        Limits both = one.overriddenBy(other, java.util.Set.of());

        assertThat(both.mountsInMemory()).map(Tmpfs::toString).containsExactly("/b:size=2097152");
        assertThat(one.overriddenBy(Limits.NONE, java.util.Set.of("tmpfs.size")).mountsInMemory())
                .isEmpty();
    }

    private static Limits read(String yaml) throws InvalidPolicyException {
        return PolicyReader.parse("limits.yaml", yaml).limits();
    }

    private static io.github.containerlimits.engine.Settings words(String target, String options) {
        return io.github.containerlimits.engine.Settings.of("Tmpfs", Map.of(target, options));
    }

    private static Host host() {
        return Host.of(
                new HostSurvey("", "", "", "0-1", Map.of(), Map.of(), Map.of(), Map.of(), "", "", "", "", List.of()));
    }

    private static Optional<Conclusion> concluded(Limit limit, String stdout, String stderr, String filled) {
        Series series = new Series(
                Readings.version(1).at(0),
                List.of(),
                Optional.of(Readings.version(1).at(1)));
        Measurement measurement = new Measurement(
                series, List.of(), Optional.empty(), Optional.of(new Exit(1, stdout, stderr)), true, List.of());
        Command load = Scripts.onMount(filled, Scripts.fill(filled, 1 << 20));
        return limit.conclude(new Evidence(
                new Observed(measurement, host(), Workload.of(load), Optional.empty(), false),
                List.of(),
                OptionalDouble.empty()));
    }
}
