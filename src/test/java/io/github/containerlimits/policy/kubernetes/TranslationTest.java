package io.github.containerlimits.policy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a container's resources, line by line. */
class TranslationTest {
    private static final String MEMORY =
            ": where limits.memory runs out, a kubelet since 1.28 on cgroup v2 has all processes of the container killed"
                    + " (memory.oom.group), and Docker one";

    @TempDir
    private Path directory;

    private Manifests manifests;

    @BeforeEach
    void begin() {
        manifests = Manifests.in(directory);
    }

    @Test
    void limitsBecomeThoseThatAKubeletMakesOfThem() throws IOException, InvalidPolicyException {
        manifests.pod("""
                resources:
                  requests: { cpu: 100m }
                  limits:
                    cpu: 300m
                    memory: 300Mi
                    ephemeral-storage: 1Gi
                """);

        assertThat(manifests.limits())
                .containsExactly(
                        "cpus 0.3 CPUs at k8s/pod.yaml:10:14",
                        "cpu_shares 102 at k8s/pod.yaml:8:24",
                        "mem_limit 300 MiB at k8s/pod.yaml:11:17",
                        "memswap_limit 300 MiB at k8s/pod.yaml:11:17",
                        "storage_opt.size 1 GiB at k8s/pod.yaml:12:28");
        assertThat(manifests.remarks())
                .containsExactly(
                        "k8s/pod.yaml:11:17" + MEMORY,
                        "k8s/pod.yaml:12:28: limits.ephemeral-storage is enforced by a kubelet's eviction of the pod,"
                                + " and not in the kernel as storage_opt.size is");
    }

    @Test
    void withoutARequestTheLimitIsIt() throws IOException, InvalidPolicyException {
        assertThat(manifests.pod("resources: { limits: { cpu: 1500m } }").limits())
                .containsExactly("cpus 1.5 CPUs at k8s/pod.yaml:7:33", "cpu_shares 1536 at k8s/pod.yaml:7:33");
        assertThat(manifests.pod("resources: { requests: { cpu: 2 } }").limits())
                .containsExactly("cpu_shares 2048 at k8s/pod.yaml:7:35");
        assertThat(manifests
                        .pod("resources: { requests: { cpu: 0 }, limits: { cpu: 1 } }")
                        .limits())
                .containsExactly("cpus 1 CPUs at k8s/pod.yaml:7:55", "cpu_shares 2 at k8s/pod.yaml:7:35");
    }

    @ParameterizedTest
    @CsvSource({"1m,2", "2m,2", "3m,3", "1,1024", "255,261120", "256,262144", "300,262144"})
    void sharesAreWithinTheKernels(String request, String shares) throws IOException, InvalidPolicyException {
        assertThat(manifests
                        .pod("resources: { requests: { cpu: " + request + " } }")
                        .limits())
                .containsExactly("cpu_shares " + shares + " at k8s/pod.yaml:7:35");
    }

    @Test
    void whatAKubeletRoundsIsTold() throws IOException, InvalidPolicyException {
        manifests.pod("resources: { limits: { cpu: 12500u } }");
        assertThat(manifests.limits()).contains("cpus 0.013 CPUs at k8s/pod.yaml:7:33");
        assertThat(manifests.remarks())
                .containsExactly("k8s/pod.yaml:7:33: limits.cpu of 0.0125 is rounded up to 0.013, as Kubernetes does");

        manifests.pod("resources: { limits: { cpu: 5m } }");
        assertThat(manifests.limits()).contains("cpus 0.01 CPUs at k8s/pod.yaml:7:33");
        assertThat(manifests.remarks())
                .containsExactly("k8s/pod.yaml:7:33: limits.cpu of 0.005 becomes 0.01, the least that a kubelet gives");

        for (String cpu : List.of("10m", "0.5000", "100000u", "250e-3")) {
            manifests.pod("resources: { limits: { cpu: " + cpu + " } }");
            assertThat(manifests.remarks()).as(cpu).isEmpty();
        }
    }

    @Test
    void manyWholeCpusAreMoreOftenMeantAsThousandths() throws IOException, InvalidPolicyException {
        assertThat(manifests.pod("resources: { limits: { cpu: 300 } }").remarks())
                .containsExactly("k8s/pod.yaml:7:33: limits.cpu of 300 is 300 CPUs; did you mean 300m?");
        assertThat(manifests.pod("resources: { limits: { cpu: 96 } }").remarks())
                .isEmpty();
        assertThat(manifests.pod("resources: { limits: { cpu: 20000 } }").findings())
                .containsExactly(
                        "k8s/pod.yaml:7:33: limits.cpu: '20000' is 20000 CPUs, more than any host has; did you mean 20000m?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "512m  | '512m' is 0.512 bytes, since m is a thousandth; did you mean 512Mi or 512M?",
                "0.5   | '0.5' is 0.5 bytes, less than 1 MiB, in which nothing runs",
                "512   | '512' is 512 bytes, less than 1 MiB, in which nothing runs",
                "512k  | '512k' is 512000 bytes, less than 1 MiB, in which nothing runs",
                "1Gib  | '1Gib' is no quantity of Kubernetes; did you mean 1Gi?",
                "512mb | '512mb' is no quantity of Kubernetes; did you mean 512Mi, or 512M in powers of 1000?",
                "512 Mi | '512 Mi' is no quantity of Kubernetes; did you mean 512Mi?",
                "4Mi   | '4Mi' is below 6Mi, the least that an engine takes",
                "'${MEM:-1Gi}' | '${MEM:-1Gi}' has a variable, which a manifest has none of: give what is made of it, such as 'envsubst' prints",
                "$MEM  | '$MEM' has a variable, which a manifest has none of: give what is made of it, such as 'envsubst' prints",
                "-1Gi  | '-1Gi' is below 0",
                "010   | '010' is an octal number to YAML: write it without the zero",
                "much  | 'much' is no quantity of Kubernetes, such as 500m, 512Mi or 1G"
            })
    void whatIsNoSizeIsAFindingInItsPlace(String size, String message) throws IOException {
        assertThat(manifests
                        .pod("resources: { limits: { memory: " + size + " } }")
                        .findings())
                .containsExactly("k8s/pod.yaml:7:36: limits.memory: " + message);
    }

    @Test
    void aRequestOfLessThanAByteIsAFindingToo() throws IOException, InvalidPolicyException {
        assertThat(manifests
                        .pod("resources: { requests: { cpu: 1, memory: 64m } }")
                        .findings())
                .containsExactly(
                        "k8s/pod.yaml:7:46: requests.memory: '64m' is 0.064 bytes, since m is a thousandth; did you mean 64Mi or 64M?");
        assertThat(manifests
                        .pod("resources: { requests: { cpu: 1, memory: 64k } }")
                        .limits())
                .hasSize(1);
    }

    @Test
    void theSmallestSizesThatRunAreNone() throws IOException, InvalidPolicyException {
        assertThat(manifests.pod("resources: { limits: { memory: 6Mi } }").limits())
                .contains("mem_limit 6 MiB at k8s/pod.yaml:7:36");
        assertThat(manifests
                        .pod("resources: { limits: { memory: \"100000000\" } }")
                        .limits())
                .contains("mem_limit 95.4 MiB at k8s/pod.yaml:7:36");
        assertThat(manifests.pod("resources: { limits: { memory: 1Mi } }").findings())
                .contains("k8s/pod.yaml:7:36: limits.memory: '1Mi' is below 6Mi, the least that an engine takes");
    }

    @Test
    void zeroLimitsNothing() throws IOException, InvalidPolicyException {
        manifests.pod("resources: { limits: { cpu: 0, memory: 0 }, requests: { cpu: 10m } }");
        assertThat(manifests.findings()).isNotEmpty();

        manifests.pod("resources: { limits: { cpu: 0, memory: 0, ephemeral-storage: 1Gi } }");
        assertThat(manifests.limits()).containsExactly("storage_opt.size 1 GiB at k8s/pod.yaml:7:66");
        assertThat(manifests.remarks())
                .contains(
                        "k8s/pod.yaml:7:33: limits.cpu of 0 is no limit",
                        "k8s/pod.yaml:7:44: limits.memory of 0 is no limit");
    }

    @Test
    void aRequestAboveItsLimitIsRefusedAsByAnApiServer() throws IOException, InvalidPolicyException {
        assertThat(manifests
                        .pod("resources: { requests: { memory: 512Mi, cpu: 1 }, limits: { memory: 256Mi, cpu: 500m } }")
                        .findings())
                .containsExactly(
                        "k8s/pod.yaml:7:38: requests.memory of '512Mi' is above limits.memory of '256Mi', which an API server refuses",
                        "k8s/pod.yaml:7:50: requests.cpu of '1' is above limits.cpu of '500m', which an API server refuses");
        assertThat(manifests
                        .pod(
                                "resources: { requests: { memory: 256Mi, cpu: 0.5 }, limits: { memory: 256Mi, cpu: 500m } }")
                        .limits())
                .hasSize(4);
    }

    @Test
    void otherResourcesHaveALineEach() throws IOException, InvalidPolicyException {
        manifests.file("limits.yaml", "limits: { from: k8s/pod.yaml }").file("k8s/pod.yaml", """
                apiVersion: v1
                kind: Pod
                spec:
                  resources: { limits: { cpu: 2 } }
                  overhead: { cpu: 250m }
                  securityContext: { runAsUser: 1000 }
                  containers:
                  - name: shop
                    ports: [ { containerPort: 80 } ]
                    resources:
                      requests: { memory: 256Mi, ephemeral-storage: 10Mi }
                      limits:
                        cpu: 1
                        hugepages-2Mi: 80Mi
                        nvidia.com/gpu: 1
                      claims: [ { name: fast } ]
                """);

        assertThat(manifests.remarks())
                .containsExactlyInAnyOrder(
                        "k8s/pod.yaml:4:16: spec.resources.limits is not looked at",
                        "k8s/pod.yaml:5:3: spec.overhead is not looked at",
                        "k8s/pod.yaml:6:22: runAsUser of '1000' is not applied: loads run as the image's user",
                        "k8s/pod.yaml:11:19: requests.memory is not looked at: it is what a node must have for the pod",
                        "k8s/pod.yaml:11:34: requests.ephemeral-storage is not looked at: it is what a node must have for the pod",
                        "k8s/pod.yaml:14:9: limits.hugepages-2Mi is not looked at",
                        "k8s/pod.yaml:15:9: limits.nvidia.com/gpu is not looked at",
                        "k8s/pod.yaml:16:7: resources.claims is not looked at");
    }

    @Test
    void wordsThatKubernetesDoesNotHaveAreFindings() throws IOException {
        assertThat(manifests
                        .pod("resources: { limits: { cpus: 1, mem: 1Gi }, limit: {} }")
                        .findings())
                .containsExactly(
                        "k8s/pod.yaml:7:28: unknown resource 'cpus' in limits; did you mean 'cpu'?",
                        "k8s/pod.yaml:7:37: unknown resource 'mem' in limits; did you mean 'memory'?",
                        "k8s/pod.yaml:7:49: unknown key 'limit' in resources; did you mean 'limits'?");
        assertThat(manifests.pod("resources: { memory: 1Gi }").findings())
                .containsExactly("k8s/pod.yaml:7:18: unknown key 'memory' in resources; did you mean 'limits.memory'?");
        assertThat(manifests.pod("limits: { cpu: 1 }").findings())
                .containsExactly("k8s/pod.yaml:7:5: 'limits' of a container stand below 'resources'");
        assertThat(manifests.pod("resource: { limits: { cpu: 1 } }").findings())
                .containsExactly("k8s/pod.yaml:7:5: unknown key 'resource' in a container; did you mean 'resources'?");
        assertThat(manifests.pod("resources: { limits: { cpu: 1, cpu: 2 } }").findings())
                .containsExactly("k8s/pod.yaml:7:36: the key 'cpu' stands in spec.containers.resources.limits twice");
        assertThat(manifests.pod("resources: [ 1 ]").findings())
                .containsExactly("k8s/pod.yaml:7:16: spec.containers.resources must be a mapping of keys to values");
    }

    @Test
    void aReadOnlyRootAndVolumesOfMemoryAreTaken() throws IOException, InvalidPolicyException {
        manifests.file("limits.yaml", "limits: { from: k8s/pod.yaml }").file("k8s/pod.yaml", """
                apiVersion: v1
                kind: Pod
                spec:
                  volumes:
                  - { name: cache, emptyDir: { medium: Memory } }
                  - { name: work, emptyDir: { sizeLimit: 1Gi } }
                  - { name: shared, emptyDir: { medium: Memory } }
                  - { name: unused, emptyDir: { medium: Memory, sizeLimit: 1Gi } }
                  - { name: config, configMap: { name: shop } }
                  containers:
                  - name: shop
                    volumeMounts:
                    - { name: cache, mountPath: /cache }
                    - { name: work, mountPath: /work }
                    - { name: shared, mountPath: /shared, readOnly: true }
                    - { name: config, mountPath: /etc/shop }
                    securityContext: { readOnlyRootFilesystem: true }
                    resources: { limits: { memory: 64Mi } }
                """);

        Policy policy = manifests.read("limits.yaml");

        assertThat(policy.limits().readOnly()).isTrue();
        assertThat(policy.limits().tmpfs()).singleElement().asString().contains("/cache");
        assertThat(manifests.remarks())
                .containsExactly(
                        "k8s/pod.yaml:18:36" + MEMORY,
                        "k8s/pod.yaml:6:31: emptyDir.sizeLimit is not looked at: it is enforced by a kubelet's eviction of the pod",
                        "k8s/pod.yaml:15:43: a volume of memory that is mounted read-only is not looked at");
    }

    @Test
    void theSizeOfAVolumeOfMemoryIsALimitOrHasALine() throws IOException, InvalidPolicyException {
        manifests
                .file("limits.yaml", "limits: { from: k8s/pod.yaml, pids_limit: 40 }")
                .file("k8s/pod.yaml", """
                apiVersion: v1
                kind: Pod
                spec:
                  volumes: [ { name: cache, emptyDir: { medium: Memory, sizeLimit: 64Mi } } ]
                  containers:
                  - { name: shop, volumeMounts: [ { name: cache, mountPath: /cache } ] }
                """);

        assertThat(Stream.concat(manifests.limits().stream(), manifests.remarks().stream()))
                .anyMatch(line -> line.matches("tmpfs.*64 MiB.* at k8s/pod\\.yaml:4:68")
                        || line.equals("k8s/pod.yaml:4:57: emptyDir.sizeLimit is not looked at"));
    }

    @ParameterizedTest
    @CsvSource({"yes, true", "On, true", "True, true", "no, false", "off, false", "FALSE, false"})
    void truthsAreThoseOfYaml11AsKubectlReadsThem(String truth, boolean readOnly)
            throws IOException, InvalidPolicyException {
        manifests.pod("""
                securityContext: { readOnlyRootFilesystem: %s }
                resources: { limits: { cpu: 1 } }
                """.formatted(truth));

        assertThat(manifests.read("limits.yaml").limits().readOnly()).isEqualTo(readOnly);
    }

    @Test
    void aRootThatIsNotReadOnlyIsLeft() throws IOException, InvalidPolicyException {
        manifests.pod("""
                securityContext: { readOnlyRootFilesystem: false, runAsUser: 7 }
                resources: { limits: { cpu: 1 } }
                """);

        assertThat(manifests.read("limits.yaml").limits().readOnly()).isFalse();
        assertThat(manifests.remarks())
                .containsExactly("k8s/pod.yaml:7:55: runAsUser of '7' is not applied: loads run as the image's user");
    }

    @Test
    void aSizeOfAVolumeIsASizeLikeOthers() throws IOException {
        manifests.file("limits.yaml", "limits: { from: k8s/pod.yaml }").file("k8s/pod.yaml", """
                apiVersion: v1
                kind: Pod
                spec:
                  volumes: [ { name: cache, emptyDir: { medium: Memory, sizeLimit: 64m } } ]
                  containers:
                  - { name: shop, volumeMounts: [ { name: cache, mountPath: /cache } ] }
                """);

        assertThat(manifests.findings())
                .containsExactly(
                        "k8s/pod.yaml:4:68: emptyDir.sizeLimit: '64m' is 0.064 bytes, since m is a thousandth; did you mean 64Mi or 64M?");
    }

    @Test
    void whatIsMergedIsThere() throws IOException, InvalidPolicyException {
        manifests
                .file("limits.yaml", "limits: { from: k8s/pod.yaml, pids_limit: 64, cpus: ~ }")
                .file("k8s/pod.yaml", """
                apiVersion: v1
                kind: Pod
                x-small: &small { cpu: 1, memory: 64Mi }
                spec:
                  containers:
                  - name: shop
                    resources: { limits: { <<: *small, memory: 128Mi } }
                """);

        assertThat(manifests.limits())
                .containsExactlyInAnyOrder(
                        "mem_limit 128 MiB at k8s/pod.yaml:7:48",
                        "memswap_limit 128 MiB at k8s/pod.yaml:7:48",
                        "pids_limit 64 at limits.yaml:1:43",
                        "cpu_shares 1024 at k8s/pod.yaml:3:24");
    }

    @Test
    void aContainerWithoutLimitsIsToldWhereThereAreOthers() throws IOException, InvalidPolicyException {
        manifests.pod("image: shop").file("limits.yaml", "limits: { from: k8s/pod.yaml, pids_limit: 64 }");

        assertThat(manifests.limits()).containsExactly("pids_limit 64 at limits.yaml:1:43");
        assertThat(manifests.remarks())
                .containsExactly("k8s/pod.yaml:6:5: the container 'Pod/shop/shop' declares no limits");
    }
}
