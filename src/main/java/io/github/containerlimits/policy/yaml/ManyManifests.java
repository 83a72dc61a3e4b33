package io.github.containerlimits.policy.yaml;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A large file of many manifests, as one that is made for a whole application, of which few documents declare containers: the others are left out before it is read as YAML, as the line
 * that says their kind allows, so that reading stays within its bounds.
 */
public final class ManyManifests {
    /** Kinds of documents that stay, beside lists and kinds that have no plain line. */
    public static final Set<String> KINDS = Set.of(
            "Pod",
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "ReplicaSet",
            "ReplicationController",
            "Job",
            "CronJob",
            "LimitRange",
            "ResourceQuota",
            "VerticalPodAutoscaler",
            "Kustomization",
            "Component");

    /** So many ends of lines take what a character takes. */
    private static final int ENDS = 8;

    private static final Pattern MARKER = Pattern.compile("^---(?=\\s|$)", Pattern.MULTILINE);
    private static final Pattern KIND = Pattern.compile("^kind: *([A-Za-z]{1,100}) *\\r?$", Pattern.MULTILINE);

    private ManyManifests() {}

    /** The text with nothing but the ends of lines in documents of other kinds, so that all else keeps its line and column. */
    static String declaring(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        Matcher marker = MARKER.matcher(text);
        Matcher kind = KIND.matcher(text);
        int from = 0;
        while (from < text.length()) {
            int to = marker.find(from + 1) ? marker.start() : text.length();
            if (isOther(kind.region(from, to))) {
                for (int at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
                    kept.append('\n');
                }
            } else {
                kept.append(text, from, to);
            }
            from = to;
        }
        return kept.toString();
    }

    private static boolean isOther(Matcher kind) {
        return kind.find() && !KINDS.contains(kind.group(1)) && !kind.group(1).endsWith("List");
    }

    /** How many characters a text has to be read, of which the end of a line is but a part. */
    static int length(String text) {
        int ends = 0;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            ends++;
        }
        return text.length() - ends + ends / ENDS;
    }
}
