package io.github.containerlimits.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownRefusalTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            failed to create shim task: OCI runtime create failed: cannot enter cgroupv2 "/sys/fs/cgroup/docker" with domain controllers -- it is in an invalid state: unknown | DOCKER_IN_DOCKER
            write /sys/fs/cgroup/cgroup.subtree_control: device or resource busy | DOCKER_IN_DOCKER
            crun: the requested cgroup controller `cpuset` is not available: OCI runtime error | ROOTLESS
            openat2 /sys/fs/cgroup/user.slice/user-1001.slice/user@1001.service/user.slice/docker-7f.scope/io.max: no such file or directory: unknown | ROOTLESS
            cannot set blkio limit: container could not join or create cgroup: OCI runtime error | ROOTLESS_ON_VERSION_1
            """)
    void wordsThatEnginesSayAreKnown(String words, KnownRefusal known) {
        assertThat(KnownRefusal.in(words)).contains(known);
    }

    @Test
    void otherWordsAreNot() {
        assertThat(KnownRefusal.in("--storage-opt is supported only for overlay over xfs with 'pquota' mount option"))
                .isEmpty();
        assertThat(KnownRefusal.in("")).isEmpty();
    }
}
