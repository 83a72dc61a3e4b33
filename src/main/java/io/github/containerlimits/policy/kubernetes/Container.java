package io.github.containerlimits.policy.kubernetes;

import io.github.containerlimits.policy.yaml.Findings;
import java.util.Optional;

/**
 * A container as a manifest declares it.
 *
 * @param kind of the workload that it stands in: {@code Deployment}
 * @param workload the workload's name, empty where it has none
 * @param isMain whether it is one of a pod's {@code containers}; otherwise it only prepares them, or is a sidecar among {@code initContainers}
 * @param name its own, unique in its pod
 * @param pod what it shares with the pod's other containers
 */
record Container(String kind, String workload, boolean isMain, String name, Fields fields, Fields pod) {
    private static final String HUB = "docker.io/";
    private static final String LIBRARY = "library/";

    /** {@code Deployment/shop/web}. */
    String path() {
        return kind + "/" + workload + "/" + name;
    }

    /** Whether a name means it: its own, or that with its workload's before it, or its whole path; the kind in lower case as well. */
    boolean isMeantBy(String text) {
        String ofWorkload = workload + "/" + name;
        return text.equals(name)
                || text.equals(ofWorkload)
                || text.length() == path().length()
                        && text.regionMatches(true, 0, kind, 0, kind.length())
                        && text.endsWith("/" + ofWorkload);
    }

    /** Whether it is made from an image with this reference. */
    boolean isOf(String reference) {
        return image().map(Container::normal).filter(normal(reference)::equals).isPresent();
    }

    /** The same, whatever the tag or the digest is. */
    boolean isOfAnyVersionOf(String reference) {
        return image().map(Container::repository)
                .filter(repository(reference)::equals)
                .isPresent();
    }

    private Optional<String> image() {
        return fields.text("image");
    }

    private static String repository(String reference) {
        String name = normal(reference).replaceFirst("@.*", "");
        int tag = name.lastIndexOf(':');
        return tag > name.lastIndexOf('/') ? name.substring(0, tag) : name;
    }

    private static String normal(String reference) {
        String name = reference.startsWith(HUB) ? reference.substring(HUB.length()) : reference;
        return name.startsWith(LIBRARY) ? name.substring(LIBRARY.length()) : name;
    }

    @Override
    public String toString() {
        return Findings.quoted(path());
    }
}
