package io.github.containerlimits.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountFormsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /tmp                | /tmp
            data:/data          | data:/data
            'data:/data:z'      | data:/data
            'data:/data:ro,z'   | data:/data:ro
            'data:/data:nocopy' | data:/data
            '/srv:/data:Z,ro'   | /srv:/data:ro
            { type: volume, target: /data }                                          | /data
            { type: volume, source: data, target: /data, volume: { nocopy: true } }  | data:/data
            { type: bind, source: /srv, target: /data, read_only: true }             | /srv:/data:ro
            """)
    void isReadAsComposeHasIt(String volume, String mount) throws InvalidPolicyException {
        assertThat(read(volume).volumes()).singleElement().hasToString(mount);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ./logs:/logs     | a volume: './logs' is no place on the engine's host: name an absolute path, or leave it and its colon out for a fresh volume
            ~/logs:/logs     | a volume: '~/logs' is no place on the engine's host: name an absolute path, or leave it and its colon out for a fresh volume
            data:/data:rshared | a volume: 'rshared' is no mode of the volume at /data: it is ro or rw, and may have z, Z or nocopy beside it
            data:/data:ro:z  | a volume: 'data:/data:ro:z' is no volume, such as data:/data, /srv/disk:/data:ro or /data
            { target: /data } | a volume needs a type and a target, such as { type: volume, source: data, target: /data }
            { type: npipe, target: /data } | a volume.type: 'npipe' is none of volume, bind and tmpfs
            { type: bind, target: /data } | a volume of the type bind needs a source that is an absolute path on the engine's host
            { type: bind, source: data, target: /data } | a volume of the type bind needs a source that is an absolute path on the engine's host
            { type: volume, source: /srv, target: /data } | a volume of the type volume needs the name of a volume as its source, or none
            { type: volume, target: /data, tmpfs: { size: 1m } } | unknown key 'tmpfs' in a volume
            """)
    void findsWhatIsWrong(String volume, String finding) {
        InvalidPolicyException invalid = catchThrowableOfType(InvalidPolicyException.class, () -> read(volume));

        assertThat(invalid.findings()).singleElement().asString().endsWith(": " + finding);
    }

    private static Limits read(String volume) throws InvalidPolicyException {
        return PolicyReader.parse("limits.yaml", "limits: { pids_limit: 40, volumes: [ " + quoted(volume) + " ] }")
                .limits();
    }

    private static String quoted(String volume) {
        return volume.startsWith("{") ? volume : "\"" + volume + "\"";
    }
}
