package io.github.containerlimits.policy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No load fills what belongs to somebody. */
class VolumesTest {
    @TempDir
    private Path directory;

    private ComposeProject project;

    @BeforeEach
    void project() {
        project = new ComposeProject(directory);
    }

    private Policy service(String text) throws IOException, InvalidPolicyException {
        return project.file("compose.yaml", "services: { web: { mem_limit: 64m, " + text + " } }")
                .read("compose.yaml");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /data                             | ``
            data:/data                        | ``
            data:/data:z                      | ``
            ./logs:/data                      | : a fresh volume is mounted at /data in place of the host's directory, whose files no load may fill
            /srv/logs:/data:rw,Z              | : a fresh volume is mounted at /data in place of the host's directory, whose files no load may fill
            data:/data/                       | ``
            data:/srv/../data                 | ``
            C:\\logs:/data                     | : a fresh volume is mounted at /data in place of the host's directory, whose files no load may fill
            c:/logs:/data:rw                  | : a fresh volume is mounted at /data in place of the host's directory, whose files no load may fill
            ~/logs:/data                      | : a fresh volume is mounted at /data in place of the host's directory, whose files no load may fill
            { type: volume, target: /data }   | ``
            { type: bind, source: ., target: /data } | : a fresh volume is mounted at /data in place of the host's directory, whose files no load may fill
            """)
    void aFreshVolumeStandsForEach(String volume, String remark) throws IOException, InvalidPolicyException {
        Policy policy = service("volumes: [ " + (volume.startsWith("{") ? volume : "'" + volume + "'") + " ]");

        assertThat(policy.limits().volumes()).containsExactly(new Mount("", "/data", false));
        assertThat(policy.remarks().stream().map(Object::toString))
                .isEqualTo(remark.isEmpty() ? java.util.List.of() : java.util.List.of("compose.yaml:1:47" + remark));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            conf:/etc/shop:ro                        | nothing is mounted at /etc/shop: it is read-only, and no load writes there
            ./shop.conf:/etc/shop.conf               | nothing is mounted at /etc/shop.conf: it is no directory of the host
            { type: bind, source: ./shop.conf, target: /x } | nothing is mounted at /x: it is no directory of the host
            { type: bind, source: /, target: /x, read_only: yes }  | nothing is mounted at /x: it is read-only, and no load writes there
            { type: bind, source: /, target: /x, read_only: 'on' } | nothing is mounted at /x: it is read-only, and no load writes there
            { type: bind, source: /, target: /x, read_only: true } | nothing is mounted at /x: it is read-only, and no load writes there
            { type: npipe, source: a, target: /x }   | a mount of the type npipe at /x is not looked at
            """)
    void whatNoLoadWritesToIsLeftOut(String volume, String remark) throws IOException, InvalidPolicyException {
        Files.writeString(directory.resolve("shop.conf"), "");
        Policy policy = service("volumes: [ " + (volume.startsWith("{") ? volume : "'" + volume + "'") + " ]");

        assertThat(policy.limits().volumes()).isEmpty();
        assertThat(policy.remarks()).singleElement().hasToString("compose.yaml:1:47: " + remark);
    }

    @Test
    void ofTwoAtOnePlaceTheLater() throws IOException, InvalidPolicyException {
        Policy policy = service("volumes: [ 'a:/data', 'b:/data', '/cache' ]");

        assertThat(policy.limits().volumes())
                .containsExactly(new Mount("", "/data", false), new Mount("", "/cache", false));
    }

    @ParameterizedTest
    @CsvSource({"1023, 1777", "0o1777, 1777", "01777, 1777"})
    void aModeIsANumberThere(String mode, String octal) throws IOException, InvalidPolicyException {
        Policy policy = service("volumes: [ { type: tmpfs, target: /tmp, tmpfs: { mode: " + mode + " } } ]");

        assertThat(policy.limits().tmpfs()).singleElement().asString().contains("mode=" + octal);
    }

    @Test
    void tmpfsAndReadOnlyAreTaken() throws IOException, InvalidPolicyException {
        Policy policy = service("read_only: true, tmpfs: /run, volumes: [ { type: tmpfs, target: /tmp } ]");

        assertThat(policy.limits().tmpfs()).hasSize(2).asString().contains("/run", "/tmp");
        assertThat(policy.limits().readOnly()).isTrue();
        assertThat(policy.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            volumes: data                | 1:45: volumes must be a list
            volumes: [ 'a:b:c:d' ]       | 1:47: a volume is source:target or source:target:mode, such as data:/data:ro
            volumes: [ { type: bind } ]  | 1:47: a volume needs a type and a target, such as { type: tmpfs, target: /tmp }
            volumes: [ 'a:data' ]        | 1:47: a volume: 'data' is no volume, such as data:/data, /srv/disk:/data:ro or /data
            volumes: [ { type: volume, target: 'a:/b' } ] | 1:47: 'a:/b' is no path of a container
            tmpfs: [ [] ]                | 1:45: a tmpfs is a path, with options such as /tmp:size=64m
            """)
    void findsWhatIsWrong(String text, String finding) throws IOException {
        project.file("compose.yaml", "services: { web: { mem_limit: 64m, " + text + " } }");

        assertThat(project.findings("compose.yaml")).containsExactly("compose.yaml:" + finding);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /tmp:size=50%                   | /tmp
            /tmp:mode=1777,size=50%,noexec  | mode=1777
            """)
    void aTmpfsOfAPartOfEachMachineIsMountedWithoutASize(String tmpfs, String mounted)
            throws IOException, InvalidPolicyException {
        Policy policy = service("tmpfs: [ '" + tmpfs + "' ]");

        assertThat(policy.limits().tmpfs()).singleElement().asString().contains(mounted);
        assertThat(policy.remarks())
                .singleElement()
                .hasToString("compose.yaml:1:45: the size=50% of /tmp is not looked at: it is another on each machine");
    }

    @Test
    void optionsOfAVolumeAreTold() throws IOException, InvalidPolicyException {
        project.file("compose.yaml", """
                services: { web: { mem_limit: 64m, volumes: [ "data:/data", "plain:/plain" ] } }
                volumes:
                  plain: { driver: local }
                  data: { driver_opts: { type: tmpfs, o: size=100m } }
                  other: { driver_opts: { type: nfs } }
                """);

        assertThat(project.remarks("compose.yaml"))
                .containsExactly(
                        "compose.yaml:4:24: driver_opts of the volume data are not looked at: a fresh volume without them is mounted at /data");
    }
}
