package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An engine whose containers are all in a control group that has limits, as of an engine that runs in a container itself; beside each the same group
 * without them. Only root can make such a group.
 */
class AncestorsIT {
    private static final Path TREE = Path.of("/sys/fs/cgroup");
    private static final int TRIES = 3;

    private final String group = "container-limits-ancestor-" + UUID.randomUUID();
    private final boolean isVersion2 = RealEngine.property("cgroup").equals("2");

    /** Its folders: one in each hierarchy of v1. */
    private final List<Path> folders = isVersion2
            ? List.of(TREE.resolve(group))
            : List.of("memory", "cpu", "cpuset", "pids").stream()
                    .map(controller -> TREE.resolve(controller).resolve(group))
                    .toList();

    @BeforeEach
    void makeGroup() throws IOException {
        if (isVersion2) {
            Files.writeString(TREE.resolve("cgroup.subtree_control"), "+memory +cpu +cpuset +pids");
        }
        for (Path folder : folders) {
            Files.createDirectory(folder);
        }
        if (!isVersion2) {
            // A set on v1 is empty at first, and takes no process.
            for (String file : List.of("cpuset.mems", "cpuset.cpus")) {
                write(file, Files.readString(TREE.resolve("cpuset").resolve(file)));
            }
        }
    }

    /** The engine made those in the other hierarchies of v1. */
    @AfterEach
    void removeGroup() throws IOException {
        Files.deleteIfExists(TREE.resolve(group));
        try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(TREE, Files::isDirectory)) {
            for (Path hierarchy : hierarchies) {
                Files.deleteIfExists(hierarchy.resolve(group));
            }
        }
    }

    private Path file(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    @ParameterizedTest
    @CsvSource({
        "mem_limit, { mem_limit: 600m }, memory.limit_in_bytes=500M, memory.max=500M, a limit of 500 MiB of memory",
        "mem_limit, { mem_limit: 300m }, memory.limit_in_bytes=500M memory.memsw.limit_in_bytes=500M, memory.max=500M"
                + " memory.swap.max=0, of memory and swap free",
        "pids_limit, { pids_limit: 400 }, pids.max=300, pids.max=300, a limit of 300 processes",
        "pids_limit, { pids_limit: 250 }, pids.max=300, pids.max=300, room for",
        "cpus, { cpus: 1.2 }, cpu.cfs_quota_us=100000, cpu.max=100000, a quota of 1 CPUs",
        "cpuset, { cpuset: \"0\" }, cpuset.cpus=0, cpuset.cpus=0, only CPU 0"
    })
    void aLimitThatItsLimitComesBeforeIsUnproven(
            String subject, String limits, String version1, String version2, String reason) throws Exception {
        // At a smaller size, what has only too little room is held.
        String policy = "{ limits: " + limits + ", ways_round: skip, smaller: false }";
        try (LyingProxy proxy = new LyingProxy(
                RealEngine.property("quotaDockerHost"), config -> config.put("CgroupParent", "/" + group))) {
            Verdict unlimited = verdict(proxy, policy, subject);
            for (String setting : (isVersion2 ? version2 : version1).split(" ")) {
                String[] parts = setting.split("=");
                write(parts[0], parts[1]);
            }
            Verdict limited = verdict(proxy, policy, subject);

            assertThat(unlimited.outcome()).as(unlimited.evidence()).isEqualTo(Outcome.HELD);
            assertThat(limited.outcome()).as(limited.evidence()).isEqualTo(Outcome.UNPROVEN);
            assertThat(limited.evidence())
                    .contains("the control group /" + group + ", in which the engine's containers are, has ", reason);
            String hits = isVersion2
                    ? Files.readString(file("memory.events"))
                    : "max " + Files.readString(file("memory.failcnt"));
            assertThat(hits).as("nothing pressed it").containsPattern("max 0\\b");
        }
    }

    /** A busy machine can keep a load from pressing its limit: tried again, unless it is the group that does. */
    private Verdict verdict(LyingProxy proxy, String policy, String subject) throws Exception {
        Verdict verdict = once(proxy, policy, subject);
        for (int i = 1;
                i < TRIES
                        && verdict.outcome() == Outcome.UNPROVEN
                        && !verdict.evidence().contains(group);
                i++) {
            verdict = once(proxy, policy, subject);
        }
        System.out.println(subject + " " + verdict.outcome() + ": " + verdict.measured() + " of " + verdict.bound()
                + ", " + verdict.evidence());
        return verdict;
    }

    private static Verdict once(LyingProxy proxy, String policy, String subject) throws Exception {
        return RealEngine.verify(proxy.address(), policy).verdicts().stream()
                .filter(verdict -> verdict.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }
}
