package io.github.containerlimits.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.HostSurvey.Space;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostTest {
    private static final long GIB = 1L << 30;
    private static final Map<String, String> DEVICES = Map.of(
            "254:0", "../../devices/pci0000:00/0000:00:01.0/virtio0/block/vda",
            "254:1", "../../devices/pci0000:00/0000:00:01.0/virtio0/block/vda/vda1",
            "7:0", "../../devices/virtual/block/loop0",
            "253:3", "../../devices/virtual/block/dm-3");

    private static final String OVERLAY = """
            100 90 0:50 / / rw,relatime - overlay overlay rw,lowerdir=/x,upperdir=/y
            101 100 0:51 / /proc rw - proc proc rw
            102 100 254:1 /var/lib/docker/volumes/tb/_data /.container-limits ro,relatime - ext4 /dev/vda1 rw
            103 100 7:0 / /data rw - ext4 /dev/loop0 rw
            104 100 0:60 / /tmp\\040x rw - tmpfs tmpfs rw
            105 100 253:3 / /lvm rw - xfs /dev/mapper/vg-my--lv rw
            """;

    @Test
    void findsTheWholeDiskBehindAnOverlayWhereItsLayersLie() throws NoDiskException {
        assertThat(host(OVERLAY).disk(new Target.Rootfs())).isEqualTo(new Disk("/dev/vda", "254:0"));
    }

    @Test
    void findsTheDiskOfAVolume() throws NoDiskException {
        assertThat(host(OVERLAY).disk(new Target.Volume("/data"))).isEqualTo(new Disk("/dev/loop0", "7:0"));
        assertThat(host(OVERLAY).disk(new Target.Volume("/lvm"))).isEqualTo(new Disk("/dev/dm-3", "253:3"));
    }

    @Test
    void takesTheWholeDiskWhereAPartitionIsNamed() throws NoDiskException {
        assertThat(host(OVERLAY).disk(new Target.Device("/dev/vda1"))).isEqualTo(new Disk("/dev/vda", "254:0"));
        assertThat(host(OVERLAY).isPartition(new Target.Device("/dev/vda1"))).isTrue();
        assertThat(host(OVERLAY).isPartition(new Target.Device("/dev/vda"))).isFalse();
        assertThat(host(OVERLAY).isPartition(new Target.Device("/dev/vg/my-lv")))
                .isFalse();
        assertThat(host(OVERLAY).isPartition(new Target.Volume("/lvm"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/dm-3", "/dev/mapper/vg-my--lv", "/dev/vg/my-lv"})
    void knowsAMappedDeviceByEachOfItsNames(String path) throws NoDiskException {
        Disk mapped = new Disk("/dev/dm-3", "253:3");

        assertThat(host(OVERLAY).disk(new Target.Device(path))).isEqualTo(mapped);
        assertThat(host("100 90 0:44 /x / rw - btrfs " + path + " rw\n").disk(new Target.Rootfs()))
                .isEqualTo(mapped);
    }

    @Test
    void findsTheDiskOfBtrfsByItsSourceBecauseItsOwnNumberIsNoDevice() throws NoDiskException {
        String btrfs = "100 90 0:44 /docker/btrfs/subvolumes/x / rw - btrfs /dev/loop0 rw,space_cache\n";

        assertThat(host(btrfs).disk(new Target.Rootfs())).isEqualTo(new Disk("/dev/loop0", "7:0"));
    }

    @Test
    void saysThatATmpfsHasNoDevice() {
        assertThatThrownBy(() -> host(OVERLAY).disk(new Target.Volume("/tmp x")))
                .isInstanceOf(NoDiskException.class)
                .hasMessage("tmpfs at /tmp x has no block device");
    }

    @Test
    void saysThatADeviceIsNotThere() {
        assertThatThrownBy(() -> host(OVERLAY).disk(new Target.Device("/dev/sdz")))
                .hasMessage("/dev/sdz is no block device of the engine's host");
    }

    @Test
    void readsMemoryAndSwapInBytes() {
        Host host = host(OVERLAY);

        assertThat(host.memoryAvailable()).isEqualTo(3 * GIB);
        assertThat(host.swapTotal()).isEqualTo(1 * GIB);
        assertThat(host.cpus().size()).isEqualTo(2);
    }

    @Test
    void saysWhatALoadWouldLeaveTooLittleOf() {
        Host host = host(OVERLAY);

        assertThat(host.lacks(Needs.memory(3 * GIB))).isEmpty();
        assertThat(host.lacks(Needs.memory(4 * GIB)))
                .contains("the engine's host has 4 GiB of memory and swap free, too little for the load if the limit"
                        + " does not hold");
        assertThat(host.lacks(Needs.disk(1 * GIB, "/"))).isEmpty();
        assertThat(host.lacks(Needs.disk(2 * GIB, "/")))
                .contains("the engine's disk has 2 GiB free, too little for the load if the limit does not hold");
        assertThat(host.lacks(Needs.disk(2 * GIB, "/none"))).isEmpty();
        assertThat(host.lacks(Needs.files(4_000, "/"))).isEmpty();
        assertThat(host.lacks(Needs.files(4_001, "/")))
                .contains("the engine's disk has 5000 inodes free, too little for the load if the limit does not hold");
        assertThat(host.lacks(Needs.files(1_000_000, "/data"))).as("btrfs").isEmpty();
        assertThat(host.lacks(Needs.processes(18_800))).isEmpty();
        assertThat(host.lacks(Needs.processes(18_801)))
                .contains("the engine's host has room for 19800 processes, too little for the load if the limit"
                        + " does not hold");
    }

    private static Host host(String mountinfo) {
        return Host.of(new HostSurvey(
                mountinfo,
                "MemTotal: 4096 kB\nMemAvailable:    3145728 kB\nSwapTotal:  1048576 kB\nSwapFree: 1048576 kB\n",
                "Filename\n",
                "0-1\n",
                DEVICES,
                Map.of("254:0", "none [mq-deadline] bfq", "7:0", "none [bfq]"),
                Map.of("vg-my--lv", "253:3"),
                Map.of(
                        "/", new Space(2 * GIB, OptionalLong.of(5_000)),
                        "/data", new Space(2 * GIB, OptionalLong.empty())),
                "32768\n",
                "20000\n",
                "0.20 0.18 0.12 1/200 11206\n",
                "core\n",
                List.of()));
    }
}
