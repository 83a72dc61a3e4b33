package io.github.containerlimits.policy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.policy.yaml.ManyManifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which documents of a manifest are read, and which of their containers is meant. */
class KubernetesTest {
    private static final String WORKLOADS = """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: shop }
            data: { limits.yaml: "limits: {{ .all }}" }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: shop }
            spec:
              template:
                spec:
                  initContainers:
                  - { name: schema, image: migrate, resources: { limits: { cpu: 100m } } }
                  - { name: proxy, image: envoy, restartPolicy: Always, resources: { limits: { cpu: 200m } } }
                  containers:
                  - { name: web, image: "docker.io/library/shop:1.4", resources: { limits: { cpu: 300m } } }
                  - { name: log, image: "logs:2", resources: { limits: { cpu: 400m } } }
            ---
            # Nothing stands here.
            ---
            apiVersion: batch/v1
            kind: CronJob
            metadata: { name: report }
            spec:
              jobTemplate:
                spec:
                  template:
                    spec:
                      containers:
                      - { name: web, image: "registry.example:5000/shop/report@sha256:0", resources: { limits: { cpu: 500m } } }
            """;

    @TempDir
    private Path directory;

    private Manifests manifests;

    @BeforeEach
    void begin() throws IOException {
        manifests =
                Manifests.in(directory).file("k8s.yaml", WORKLOADS).file("limits.yaml", "limits: { from: k8s.yaml }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"})
    void aManifestIsAPolicy(String kind) throws IOException, InvalidPolicyException {
        manifests.file("shop.yaml", """
                apiVersion: any/v1
                kind: %s
                spec: { template: { spec: { containers: [ { name: shop, resources: { limits: { memory: 64M } } } ] } } }
                """.formatted(kind));

        assertThat(manifests.limits("shop.yaml"))
                .containsExactly("mem_limit 61.0 MiB at shop.yaml:3:88", "memswap_limit 61.0 MiB at shop.yaml:3:88");
    }

    @ParameterizedTest
    @ValueSource(strings = {"List", "PodList"})
    void listsOfDocumentsAreRead(String kind) throws IOException, InvalidPolicyException {
        manifests.file("shop.yaml", """
                apiVersion: v1
                kind: %s
                items:
                - { apiVersion: v1, kind: Service }
                - { apiVersion: v1, kind: Pod, spec: { containers: [ { name: shop, resources: { limits: { cpu: 1 } } } ] } }
                """.formatted(kind));

        assertThat(manifests.limits("shop.yaml")).contains("cpus 1 CPUs at shop.yaml:5:96");
    }

    @Test
    void aManifestIsNamedFromTheModulesDirectory() throws IOException, InvalidPolicyException {
        manifests.file("deploy/k8s/shop.yaml", WORKLOADS);

        assertThat(manifests.container("log").limits("deploy/k8s/shop.yaml"))
                .contains("cpus 0.4 CPUs at deploy/k8s/shop.yaml:17:67");
    }

    @Test
    void severalFilesAreOneManifest() throws IOException, InvalidPolicyException {
        manifests
                .file("service.yaml", "{ apiVersion: v1, kind: Service }")
                .file("limits.yaml", "limits: { from: [ service.yaml, k8s.yaml ], container: log }");

        assertThat(manifests.limits()).contains("cpus 0.4 CPUs at k8s.yaml:17:67");
    }

    @Test
    void aPathMeansAContainerAsItIsWritten() throws IOException, InvalidPolicyException {
        manifests.file("shop.yaml", """
                apiVersion: v1
                kind: Pod
                metadata: { name: "shop-${BUILD}" }
                spec: { containers: [ { name: "Web", resources: { limits: { cpu: 1 } } }, { name: log } ] }
                """);

        assertThat(manifests.container("pod/shop-${BUILD}/Web").limits("shop.yaml"))
                .contains("cpus 1 CPUs at shop.yaml:4:66");
        assertThat(manifests.container("Pod/shop-${build}/Web").findings("shop.yaml"))
                .singleElement()
                .asString()
                .contains("there is no container 'Pod/shop-${build}/Web'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log, 0.4 CPUs at k8s.yaml:17:67",
                "schema, 0.1 CPUs at k8s.yaml:13:69",
                "proxy, 0.2 CPUs at k8s.yaml:14:89",
                "shop/web, 0.3 CPUs at k8s.yaml:16:87",
                "Deployment/shop/web, 0.3 CPUs at k8s.yaml:16:87",
                "cronjob/report/web, 0.5 CPUs at k8s.yaml:30:107"
            })
    void aContainerIsMeantByItsNameOrItsPath(String row) throws IOException, InvalidPolicyException {
        String[] cells = row.split(", ");

        assertThat(manifests.container(cells[0]).limits("k8s.yaml")).contains("cpus " + cells[1]);
        manifests.file("limits.yaml", "limits: { from: k8s.yaml, container: " + cells[0] + " }");
        assertThat(manifests.limits()).contains("cpus " + cells[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop:1.4", "docker.io/shop:1.4", "shop:1.5-SNAPSHOT", "shop"})
    void aContainerIsMeantByTheModulesImage(String image) throws IOException, InvalidPolicyException {
        assertThat(manifests.ofImage(image).limits()).contains("cpus 0.3 CPUs at k8s.yaml:16:87");
    }

    @Test
    void anImageIsKnownByItsRepositoryAlone() throws IOException, InvalidPolicyException {
        assertThat(manifests.ofImage("registry.example:5000/shop/report:7").limits())
                .contains("cpus 0.5 CPUs at k8s.yaml:30:107");
        assertThat(manifests.ofImage("registry.example:5000/shop").findings()).hasSize(1);
    }

    @Test
    void anInitContainerIsNotMeantUnlessItIsNamed() throws IOException, InvalidPolicyException {
        manifests.file("pod.yaml", """
                apiVersion: v1
                kind: Pod
                spec:
                  initContainers: [ { name: first, image: shop } ]
                  containers: [ { name: shop, image: other, resources: { limits: { cpu: 1 } } } ]
                """);

        assertThat(manifests.ofImage("shop").limits("pod.yaml")).contains("cpus 1 CPUs at pod.yaml:5:73");
    }

    @Test
    void whatIsNotClearIsAFindingThatNamesAll() {
        assertThat(manifests.ofImage("other:1").findings())
                .containsExactly(
                        "limits.yaml:1:17: which container is meant? There is 'Deployment/shop/web', 'Deployment/shop/log',"
                                + " 'Deployment/shop/schema', 'Deployment/shop/proxy', 'CronJob/report/web', and not just one is of the"
                                + " image 'other:1': name one with 'container', or with container-limits.container");
        assertThat(manifests.container("web").findings("k8s.yaml"))
                .containsExactly(
                        "k8s.yaml:1:1: there is more than one container 'web': 'Deployment/shop/web', 'CronJob/report/web'; name one of them so");
        assertThat(manifests.container("lag").findings("k8s.yaml"))
                .containsExactly("k8s.yaml:1:1: there is no container 'lag'; did you mean 'log'?");
        assertThat(manifests.container("database").findings("k8s.yaml"))
                .containsExactly(
                        "k8s.yaml:1:1: there is no container 'database': there is 'Deployment/shop/web', 'Deployment/shop/log',"
                                + " 'Deployment/shop/schema', 'Deployment/shop/proxy', 'CronJob/report/web'");
    }

    @Test
    void containersThatNoNameTellsApartAreAFinding() throws IOException {
        String pod = "{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [ { name: b } ] } }\n";
        manifests.file("k8s.yaml", pod + "---\n" + pod);

        assertThat(manifests.container("b").findings())
                .containsExactly(
                        "limits.yaml:1:17: there is more than one container 'b': 'Pod/a/b', 'Pod/a/b', which no name tells apart: give a file with one of them");
    }

    @Test
    void aManifestWithoutContainersIsAFinding() throws IOException {
        manifests.file("k8s.yaml", """
                { apiVersion: v1, kind: Service }
                ---
                { apiVersion: argoproj.io/v1alpha1, kind: Rollout }
                """);

        assertThat(manifests.findings())
                .containsExactly(
                        "limits.yaml:1:17: the manifest declares no container: it has no Pod, Deployment, StatefulSet, DaemonSet,"
                                + " ReplicaSet, Job or CronJob, only 'Service', 'Rollout'");
    }

    @Test
    void whatAClusterMakesOfLimitsHasALine() throws IOException, InvalidPolicyException {
        manifests.file("k8s.yaml", """
                { apiVersion: v1, kind: LimitRange }
                ---
                { apiVersion: v1, kind: ResourceQuota }
                ---
                { apiVersion: v1, kind: Pod, spec: { containers: [ { name: shop, resources: { limits: { cpu: 1 } } } ] } }
                """);

        assertThat(manifests.remarks())
                .containsExactly(
                        "k8s.yaml:1:1: the LimitRange is not looked at: what it makes of limits, a cluster says",
                        "k8s.yaml:3:1: the ResourceQuota is not looked at: what it makes of limits, a cluster says");
    }

    @Test
    void templatesAreRefusedWithWhatMakesManifestsOfThem() throws IOException {
        String message =
                ": this is a template: give what is made of it, such as 'helm template' prints, and not the template itself";
        manifests.file("k8s.yaml", """
                apiVersion: v1
                kind: Pod
                spec:
                  containers:
                  - name: shop
                    resources: { limits: { cpu: {{ .Values.cpu }} } }
                """);
        assertThat(manifests.findings()).containsExactly("k8s.yaml:6:33" + message);

        manifests.file("k8s.yaml", """
                apiVersion: v1
                kind: Pod
                {{- with .Values.pod }}
                spec: {}
                {{- end }}
                """);
        assertThat(manifests.findings()).containsExactly("k8s.yaml:3:1" + message);
        assertThat(manifests.findings("k8s.yaml")).containsExactly("k8s.yaml:3:1" + message);

        manifests.file("k8s.yaml", """
                apiVersion: v1
                kind: Pod
                spec: { containers: [ { name: shop, resources: { limits: { cpu: "{{ .Values.cpu }}" } } } ] }
                """);
        assertThat(manifests.findings()).containsExactly("k8s.yaml:3:65: limits.cpu" + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, resources: [ ../base ] }",
                "resources: [ deployment.yaml ]\nimages: []"
            })
    void kustomizationsAreRefusedWithWhatMakesManifestsOfThem(String text) throws IOException {
        manifests.file("k8s.yaml", text);

        assertThat(manifests.findings())
                .containsExactly(
                        "k8s.yaml:1:1: this is a kustomization, from which manifests are made: give what 'kubectl kustomize' prints of its directory");
    }

    @Test
    void theWordsOfComposeAreNotThoseOfManifests() throws IOException {
        manifests.file("limits.yaml", "limits: { from: k8s.yaml, service: web }");

        assertThat(manifests.findings())
                .contains("limits.yaml:1:36: service: in a Kubernetes manifest it is 'container'");
    }

    /** As what is made for a whole application: what declares no containers is not even read as YAML. */
    @Test
    void aLargeFileOfManyManifestsIsRead() throws IOException, InvalidPolicyException {
        String others = "apiVersion: v1\nkind: ConfigMap\ndata: { a: [ }\n" + "#".repeat(99) + "\n---\n";
        String many = others.repeat(8000);
        Files.writeString(directory.resolve("all.yaml"), many + """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: { name: shop }
                        spec: { template: { spec: { containers: [ { name: shop, resources: { limits: { memory: 64Mi } } } ] } } }
                        ---
                        """ + many);

        assertThat(PolicyReader.read(directory.resolve("all.yaml")).limits().limits())
                .map(limit -> limit.key() + " " + limit.value() + " at " + limit.place())
                .contains("mem_limit 64 MiB at all.yaml:" + (8000 * 5 + 4) + ":88");
    }

    @Test
    void whatIsReadOfALargeFileIsAllThatIsReadOfAnother() {
        assertThat(ManyManifests.KINDS)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Manifest.PODS.keySet(), Manifest.OF_CLUSTERS, Manifest.OF_KUSTOMIZE)
                                .flatMap(kinds -> kinds.stream())
                                .toList());
    }
}
