package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.HostSurvey.Ancestor;
import io.github.containerlimits.engine.KnownRefusal;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Diagnosis.Premise;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PremisesTest {
    private static final String ROOT_OF_HOST = "@@ uid_map\n         0          0 4294967295\n";
    private static final String ROOTLESS =
            "@@ uid_map\n         0       1000          1\n         1     100000      65536\n";
    private static final String VERSION_2 = "@@ controllers\ncpuset cpu io memory pids\n";

    private String swaps = "";
    private String options = "rw";
    private String driver = "overlay2";
    private int version = 2;
    private List<Ancestor> ancestors = List.of();

    @Test
    void namesTheControllersThatAreMissing() {
        Premise groups = premise("control groups", ROOTLESS + "@@ controllers\ncpu memory pids\n");

        assertThat(groups.text()).endsWith("controllers cpu memory pids, without cpuset, io");
        assertThat(groups.advice()).isEqualTo(KnownRefusal.ROOTLESS.advice());
        assertThat(premise("control groups", ROOT_OF_HOST + VERSION_2).text()).doesNotContain("without");
    }

    @Test
    void believesTheKernelOnTheVersionOfControlGroups() {
        version = 1;

        assertThat(premise("control groups", VERSION_2).text()).startsWith("cgroup v2, although the engine says v1");
    }

    @Test
    void leavesOutControllersThatTheKernelWasToldNotToUse() {
        version = 1;

        assertThat(premise(
                                "control groups",
                                "@@ cgroups\n#subsys_name hierarchy num_cgroups enabled\ncpu 3 4 1\nmemory 0 1 0\n")
                        .text())
                .isEqualTo("cgroup v1, driver systemd, controllers cpu, without cpuset, blkio, memory, pids");
    }

    @Test
    void tellsAnEngineWithoutRootFromOneThatMapsUsers() {
        assertThat(premise("root", ROOTLESS).text()).endsWith("user 1000 of the host: the engine runs without root");
        assertThat(premise("root", "@@ uid_map\n 0 100000 65536\n").text()).endsWith("the engine maps users");
        assertThat(premise("root", ROOT_OF_HOST).text()).isEqualTo("root of a container is root of the host");
    }

    /** The root of a host's groups has no such file. */
    @Test
    void seesAnEngineInAContainerAndWhatThatHas() {
        ancestors = List.of(new Ancestor(
                "/", Map.of(CgroupFile.PIDS_MAX.fileName(), "max", CgroupFile.MEMORY_MAX.fileName(), "1073741824")));

        assertThat(premise("engine's place", VERSION_2).text()).startsWith("the engine runs in a container: ");
        assertThat(premise("groups above", VERSION_2).text())
                .isEqualTo("all containers together have 1 GiB of memory in /");

        ancestors = List.of(new Ancestor("/", Map.of(CgroupFile.CPUSET_CPUS_EFFECTIVE.fileName(), "0-1")));

        assertThat(premise("engine's place", VERSION_2).text()).startsWith("no sign of a container");
        assertThat(premise("groups above", VERSION_2).text()).isEqualTo("none limits the engine's containers");
    }

    @Test
    void saysWhereSwapIsAndWhatNoneMeans() {
        assertThat(premise("swap", "").text()).startsWith("none: ");
        assertThat(premise("swap", "").advice()).contains("mkswap");

        swaps = "Filename Type Size Used Priority\n/dev/sda2 partition 1048576 0 -2\n";

        assertThat(premise("swap", "").text()).isEqualTo("1 GiB on /dev/sda2");
    }

    @Test
    void saysWhetherTheEnginesDiskHasQuotas() {
        assertThat(premise("storage", "").text()).endsWith("/var/lib/docker on xfs (/dev/sda1) without project quotas");

        options = "rw,attr2,prjquota";

        assertThat(premise("storage", "").text()).endsWith("with project quotas");
    }

    @Test
    void showsTheSchedulersOfDisksAndOfTheContainersOwn() {
        String disks = "@@ disks\nloop0 7:0 none\nsda 8:0 [mq-deadline] none\nnvme0n1 259:0 [none]\n";

        assertThat(of(disks).all())
                .filteredOn(premise -> premise.name().equals("disk"))
                .extracting(Premise::text)
                .containsExactly(
                        "/dev/sda (8:0), of a container's root file system, schedulers [mq-deadline] none",
                        "/dev/nvme0n1 (259:0), schedulers [none]");
    }

    @Test
    void advisesByTheWordsOfARefusalFirst() throws InvalidPolicyException {
        Limit cpus = limit("limits: { cpus: 0.5 }");

        assertThat(of(ROOT_OF_HOST)
                        .advice(
                                cpus,
                                "cannot enter cgroupv2 \"/x\" with domain controllers -- it is in an invalid state"))
                .isEqualTo(KnownRefusal.DOCKER_IN_DOCKER.advice());
        assertThat(of(ROOTLESS).advice(cpus, "the control group shows no such limit"))
                .isEqualTo(KnownRefusal.ROOTLESS.advice());
        assertThat(of(ROOT_OF_HOST).advice(cpus, "the control group shows no such limit"))
                .isEmpty();
    }

    @Test
    void advisesForTheStorageDriverThatIsThere() throws InvalidPolicyException {
        Limit size = limit("limits: { storage_opt: { size: 64m } }");

        assertThat(of(ROOT_OF_HOST).advice(size, "nothing kept the load within it"))
                .contains("mount -o pquota");

        driver = "overlayfs";

        assertThat(of(ROOT_OF_HOST).advice(size, "nothing kept the load within it"))
                .contains("\"containerd-snapshotter\": false");
        assertThat(premise("image store", "").text()).startsWith("that of containerd");
    }

    private static Limit limit(String policy) throws InvalidPolicyException {
        return PolicyReader.parse("limits.yaml", policy).limits().limits().get(0);
    }

    private Premise premise(String name, String seen) {
        return of(seen).all().stream()
                .filter(premise -> premise.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Premises of(String seen) {
        String swapTotal = swaps.isEmpty() ? "0" : "1048576";
        return Premises.of(
                new EngineFacts(
                        "Docker",
                        "28",
                        "1.41",
                        "unix:///x",
                        "6",
                        version,
                        "systemd",
                        driver,
                        "/var/lib/docker",
                        2,
                        8L << 30,
                        "x86_64",
                        List.of()),
                Host.of(new HostSurvey(
                        "1 0 0:50 / / rw - overlay overlay rw\n2 1 8:1 /v /.container-limits ro shared:1 - xfs /dev/sda1 "
                                + options + "\n",
                        "MemAvailable: 1000000 kB\nSwapTotal: " + swapTotal + " kB\nSwapFree: " + swapTotal + " kB\n",
                        swaps,
                        "0-1",
                        Map.of("8:0", "../../devices/x/block/sda", "8:1", "../../devices/x/block/sda/sda1"),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        "32768",
                        "32768",
                        "0.20 0.18 0.12 1/80 11206",
                        "core",
                        ancestors)),
                seen);
    }
}
