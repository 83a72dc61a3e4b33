package io.github.containerlimits.policy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.Fuzz;
import io.github.containerlimits.policy.PolicyReader;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Manifests that no cluster would take: mutated, assembled, folded into each other by aliases. Seeded, so that a failure can be had again. */
class ManifestFuzzTest {
    private static final int MANIFESTS = 10_000;
    private static final String HEAD = "apiVersion: v1\nkind: ";
    private static final List<String> PIECES = List.of(
            "Pod",
            "List",
            "CronJob",
            "Kustomization",
            "LimitRange",
            "items",
            "spec",
            "template",
            "containers",
            "initContainers",
            "resources",
            "limits",
            "requests",
            "claims",
            "cpu",
            "memory",
            "ephemeral-storage",
            "hugepages-2Mi",
            "nvidia.com/gpu",
            "emptyDir",
            "sizeLimit",
            "medium",
            "Memory",
            "volumeMounts",
            "mountPath",
            "securityContext",
            "readOnlyRootFilesystem",
            "runAsUser",
            "name",
            "image",
            "metadata",
            "x/y",
            "512m",
            "512Mi",
            "0",
            "010",
            "-1",
            "1e999999999",
            "-1e-999999999",
            ".",
            "9Ei",
            "9999999999999999999999",
            "1Gib",
            "300",
            "1E",
            "{{ .Values.x }}",
            "{{",
            "}}",
            "~",
            "null",
            "true",
            "&a ",
            "*a",
            "<<: ",
            "<<: *a",
            "!x ",
            "!!binary ",
            "- ",
            ": ",
            "\n",
            "\n  ",
            "\n    ",
            "\n---\n",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "|",
            "#",
            "\t",
            "\u0000",
            "\u2028",
            "\ud800",
            "\ud83d\ude00",
            "\u202e",
            "\u001b[2J");

    private static final Fuzz FUZZ = new Fuzz(PIECES, Pattern.compile("^k8s/shop\\.yaml:[1-9]\\d*:[1-9]\\d*: "));

    private static final String SEED = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: shop }
            spec:
              template:
                spec:
                  volumes: [ { name: cache, emptyDir: { medium: Memory, sizeLimit: 64Mi } } ]
                  containers:
                  - name: shop
                    image: shop:1
                    volumeMounts: [ { name: cache, mountPath: /cache } ]
                    securityContext: { readOnlyRootFilesystem: true, runAsUser: 1000 }
                    resources: &small
                      requests: { cpu: 100m, memory: 128Mi }
                      limits: { cpu: 500m, memory: 256Mi, ephemeral-storage: 1Gi, nvidia.com/gpu: 1 }
            """;

    @Test
    void neverAnythingButFindings() {
        Random random = new Random(20261125);
        int taken = 0;
        for (int i = 0; i < MANIFESTS; i++) {
            taken += assertReadable(i % 3 == 2 ? FUZZ.assembled(HEAD, random) : FUZZ.mutated(SEED, 4, random)) ? 1 : 0;
        }
        assertThat(taken).as("manifests that were taken").isBetween(MANIFESTS / 50, MANIFESTS / 2);
    }

    @Test
    void notEvenWhereItIsHuge() {
        String pod = "Pod\nspec: { containers: [ { name: shop, resources: { limits: { cpu: 1 } } } ] }\n";
        for (String unit : List.of(
                "List\nitems: [",
                "Pod\n---\n",
                "Secret\n---\n",
                "Secret\n---\n" + HEAD,
                "\n",
                pod + "---\n" + HEAD,
                "Pod\nspec: { containers: [ {name: a}, ",
                "{{")) {
            assertReadable(HEAD + unit.repeat((10 << 20) / unit.length()));
            assertReadable(HEAD + unit.repeat((4 << 20) / unit.length() - 10));
            assertReadable(HEAD + unit.repeat((98 << 10) / unit.length()));
        }
    }

    /** Each level has the one before ten times over: by lists of documents, by merges, by plain aliases. */
    @Test
    void notEvenWhereAliasesMakeItHuge() {
        StringBuilder lists = new StringBuilder("apiVersion: v1\nkind: List\nl0: &l0 { kind: Pod }\n");
        StringBuilder merges = new StringBuilder("apiVersion: v1\nkind: Pod\nm0: &m0 { cpu: 1 }\n");
        for (int level = 1; level <= 12; level++) {
            String ten = "*_%d, ".formatted(level - 1).repeat(10);
            lists.append("l%d: &l%d { kind: List, items: [ %s] }\n".formatted(level, level, ten.replace('_', 'l')));
            merges.append("m%d: &m%d { <<: [ %s] }\n".formatted(level, level, ten.replace('_', 'm')));
        }
        assertReadable(lists + "items: [ *l12 ]\n");
        assertThat(assertReadable(merges + "spec: { containers: [ { name: shop, resources: { limits: *m12 } } ] }\n"))
                .isTrue();
    }

    /** Each stands in the next, as deep as a file has room for. */
    @Test
    void notEvenWhereAliasesMakeItDeep() {
        StringBuilder lists = new StringBuilder("apiVersion: v1\nkind: List\nl0: &l0 { kind: Pod }\n");
        StringBuilder merges = new StringBuilder("apiVersion: v1\nkind: Pod\nm0: &m0 { cpu: 1 }\n");
        for (int level = 1; level < 1500; level++) {
            lists.append("l%d: &l%d { kind: List, items: [ *l%d ] }\n".formatted(level, level, level - 1));
            merges.append("m%d: &m%d { <<: *m%d }\n".formatted(level, level, level - 1));
        }
        assertReadable(lists + "items: [ *l1499 ]\n");
        assertReadable(merges + "spec: { containers: [ { name: shop, resources: { limits: *m1499 } } ] }\n");
    }

    /** Says whether it is taken. */
    private static boolean assertReadable(String yaml) {
        return FUZZ.assertReadable(
                yaml, () -> PolicyReader.parse("k8s/shop.yaml", yaml).remarks());
    }
}
