package io.github.containerlimits.jvm;

/** A JVM that does not see its limits, in words: sentences, without a full stop where they are reasons. */
final class Blindness {
    private Blindness() {}

    static String told(Jvm jvm, SystemSettings system) {
        if (isTurnedOff(jvm)) {
            return jvm.named() + " was told not to look (-XX:-UseContainerSupport)";
        }
        return system.provider()
                .map(provider -> jvm.named() + " reads " + provider + " and finds no limit there")
                .orElse(jvm.named() + " sees no control groups");
    }

    static String remedy(Jvm jvm) {
        return isTurnedOff(jvm)
                ? "Leave out -XX:-UseContainerSupport."
                : "Use a Java that sees them: cgroup v2 takes 8u372, 11.0.16 or 15 and later, and kernels from 6.12 that are built without cgroup v1 hide"
                        + " limits from Java up to 21.0.9. Or tell it -Xmx and -XX:ActiveProcessorCount, and jvm of the app to skip this.";
    }

    private static boolean isTurnedOff(Jvm jvm) {
        return jvm.flags().find("UseContainerSupport").isPresent()
                && !jvm.flags().isOn("UseContainerSupport");
    }
}
